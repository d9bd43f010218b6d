import { useQuery } from "@tanstack/react-query";
import { Button, Flex, Skeleton, Typography } from "antd";
import { readPolicy } from "../../../api/policy.ts";
import { Failure } from "../../../parts/failure.tsx";
import { useWords } from "../../../parts/words.ts";
import { useShop } from "../../../shell/shop.ts";
import { ChangesTable } from "../changes-table.tsx";
import { mergeDraft } from "../draft.ts";
import { changesBetween } from "../local-changes.ts";
import { pointerWords } from "../pointer-words.ts";
import { usePolicyTexts } from "../texts.ts";
import type { Draft } from "../use-draft.ts";

interface StaleProps {
  readonly draft: Draft;
  /** The draft now stands on the latest version: it can be published. */
  readonly onDecided: () => void;
  /** Theirs was taken: there is nothing to publish. */
  readonly onTaken: () => void;
}

/** Somebody else published since the draft was begun: what they changed, and the three ways on. */
export function Stale({ draft, onDecided, onTaken }: StaleProps) {
  const t = usePolicyTexts();
  const tellers = { t, words: useWords() };
  const { slug } = useShop();
  const latest = useQuery({ queryKey: ["policy-latest", slug], queryFn: () => readPolicy(slug), staleTime: 0 });
  if (latest.isPending) return <Skeleton active />;
  if (latest.isError) return <Failure error={latest.error} onRetry={() => void latest.refetch()} />;
  const theirs = latest.data;
  const { merged, clashes } = mergeDraft(draft.base.policy, draft.policy, theirs.value.policy);
  const goOn = (policy: Draft["policy"], next: () => void) => {
    draft.rebase(theirs, policy);
    next();
  };
  return (
    <Flex vertical gap={14}>
      <Typography.Text>{t("stale.text")}</Typography.Text>
      <Typography.Text strong>{t("stale.theirs", { version: theirs.value.version })}</Typography.Text>
      <ChangesTable changes={changesBetween(draft.base.policy, theirs.value.policy)} />
      {clashes.length === 0 ? null : (
        <Typography.Text type="warning">
          {t("stale.clash", { names: clashes.map((key) => pointerWords(`/${key}`, tellers)).join(", ") })}
        </Typography.Text>
      )}
      <Flex wrap gap={8}>
        <Button type="primary" onClick={() => goOn(merged, onDecided)}>
          {t("stale.merge")}
        </Button>
        <Button onClick={() => goOn(draft.policy, onDecided)}>{t("stale.keep")}</Button>
        <Button danger onClick={() => goOn(theirs.value.policy, onTaken)}>
          {t("stale.take")}
        </Button>
      </Flex>
    </Flex>
  );
}
