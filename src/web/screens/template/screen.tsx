import { Screen } from "../../parts/screen.tsx";

export function Template() {
  return <Screen title="Template">…</Screen>;
}
