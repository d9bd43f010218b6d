import { Screen } from "../../parts/screen.tsx";

export function Audit() {
  return <Screen title="Audit">…</Screen>;
}
