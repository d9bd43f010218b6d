import { Screen } from "../../parts/screen.tsx";

export function Experiments() {
  return <Screen title="Experiments">…</Screen>;
}
