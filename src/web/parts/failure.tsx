import { Alert, Button, Flex, Typography } from "antd";
import { RequestError } from "../api/request.ts";
import { usePartTexts } from "./texts.ts";

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** In the place of what could not be read: what is wrong, and what to do. */
export function Failure({ error, onRetry }: FailureProps) {
  const t = usePartTexts();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t("failure.title")}
      description={
        <Flex vertical gap={8} align="start">
          <Explanation error={error} />
          {onRetry === undefined ? null : <Button onClick={onRetry}>{t("retry")}</Button>}
        </Flex>
      }
    />
  );
}

/** In a form: why the change was refused; nothing where it was not. */
export function Refusal({ error }: { readonly error: unknown }) {
  return error === null || error === undefined ? null : (
    <Alert type="error" showIcon role="alert" title={<Explanation error={error} />} />
  );
}

function Explanation({ error }: { readonly error: unknown }) {
  const t = usePartTexts();
  if (!(error instanceof RequestError)) return t("failure.server");
  const { status, errors, requestId, message } = error;
  if (status === 0) return t("failure.away");
  if (status === 403) return t("failure.forbidden");
  if (status === 404) return t("failure.missing");
  if (status === 409 && errors.length === 0) return t("failure.stale");
  if (status === 429) return t("failure.throttled");
  if (status >= 500) {
    return (
      <>
        {t("failure.server")}{" "}
        {requestId === null ? null : <Typography.Text code>{t("failure.request", { id: requestId })}</Typography.Text>}
      </>
    );
  }
  if (errors.length === 0) return message;
  return (
    <ul style={{ margin: 0, paddingInlineStart: 18 }}>
      {errors.map(({ pointer, detail }) => (
        <li key={`${pointer} ${detail}`}>
          <Typography.Text code>{pointer}</Typography.Text> {detail}
        </li>
      ))}
    </ul>
  );
}
