import { Screen } from "../../parts/screen.tsx";

export function Recovery() {
  return <Screen title="Recovery">…</Screen>;
}
