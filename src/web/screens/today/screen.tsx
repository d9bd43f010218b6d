import { Screen } from "../../parts/screen.tsx";

export function Today() {
  return <Screen title="Today">…</Screen>;
}
