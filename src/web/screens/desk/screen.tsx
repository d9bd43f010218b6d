import { Screen } from "../../parts/screen.tsx";

export function Desk() {
  return <Screen title="Desk">…</Screen>;
}
