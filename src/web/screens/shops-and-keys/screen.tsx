import { Screen } from "../../parts/screen.tsx";

export function Shops() {
  return <Screen title="Shops">…</Screen>;
}
