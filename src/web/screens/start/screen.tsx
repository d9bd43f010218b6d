import { Screen } from "../../parts/screen.tsx";

export function Start() {
  return <Screen title="Start">…</Screen>;
}
