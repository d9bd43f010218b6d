import { Screen } from "../../parts/screen.tsx";

export function Policy() {
  return <Screen title="Policy">…</Screen>;
}
