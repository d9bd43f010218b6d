import { Alert } from "antd";
import { RequestError } from "../../api/request.ts";
import { Refusal } from "../../parts/failure.tsx";
import { Problems } from "./problems.tsx";
import { type TemplateKey, useTemplateTexts } from "./texts.ts";

interface RefusalsProps {
  readonly saving: Error | null;
  readonly stepping: Error | null;
  readonly isNew: boolean;
}

/** Why something was refused, and what to do about it. */
export function Refusals({ saving, stepping, isNew }: RefusalsProps) {
  const t = useTemplateTexts();
  const tell = (key: TemplateKey) => <Alert type="warning" showIcon role="alert" title={t(key)} />;
  if (saving instanceof RequestError && saving.status === 422) return <Problems problems={saving.errors} />;
  if (saving instanceof RequestError && saving.status === 409) return isNew ? tell("refused.taken") : null;
  if (saving !== null) return <Refusal error={saving} />;
  if (!(stepping instanceof RequestError)) return <Refusal error={stepping} />;
  // The service's own words tell these apart; their status does not.
  if (stepping.status === 409 && stepping.message.includes("experiment")) return tell("refused.running");
  if (stepping.status === 409 && stepping.message.includes("approve_templates")) return tell("unapproved.hint");
  if (stepping.status === 403 && stepping.message.includes("Somebody else")) return tell("own.hint");
  return <Refusal error={stepping} />;
}
