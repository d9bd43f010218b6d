import { Screen } from "../../parts/screen.tsx";

export function Suppressions() {
  return <Screen title="Suppressions">…</Screen>;
}
