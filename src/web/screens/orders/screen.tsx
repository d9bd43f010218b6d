import { Screen } from "../../parts/screen.tsx";

export function Orders() {
  return <Screen title="Orders">…</Screen>;
}
