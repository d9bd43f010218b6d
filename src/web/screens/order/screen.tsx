import { Screen } from "../../parts/screen.tsx";

export function Order() {
  return <Screen title="Order">…</Screen>;
}
