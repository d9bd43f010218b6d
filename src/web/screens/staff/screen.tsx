import { Screen } from "../../parts/screen.tsx";

export function Staff() {
  return <Screen title="Staff">…</Screen>;
}
