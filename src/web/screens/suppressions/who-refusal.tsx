import { Alert } from "antd";
import { RequestError } from "../../api/request.ts";
import { Refusal } from "../../parts/failure.tsx";
import { useSuppressionsTexts } from "./texts.ts";

/** Why nobody could be put down: most often a number, an address or an order that is none. */
export function WhoRefusal({ error }: { readonly error: Error | null }) {
  const t = useSuppressionsTexts();
  const pointers = error instanceof RequestError ? error.errors.map(({ pointer }) => pointer) : [];
  const wrong = (["phone", "email", "order"] as const).find((name) => pointers.includes(`/${name}`));
  if (wrong === undefined) return <Refusal error={error} />;
  return <Alert type="error" showIcon role="alert" title={t(`bad.${wrong}`)} />;
}
