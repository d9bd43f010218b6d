import { Checkbox, Flex, Form, Input, Segmented } from "antd";
import type { Policy } from "../../../api/policy.ts";
import { useWords } from "../../../parts/words.ts";
import { useShop } from "../../../shell/shop.ts";
import { usePolicyTexts } from "../texts.ts";
import { type FormProps, FormSection, Line, WordList } from "./parts.tsx";

type Who = Policy["who"];
const GRADES = ["A", "B", "C", "D", "E", "F"] as const;
const KINDS = ["all", "new", "returning"] as const;
/** Lists of which an empty one is the same as none. */
const OPTIONAL = ["only_skus", "exclude_skus", "only_countries", "exclude_countries"] as const;

/** Which orders are reminded at all. */
export function WhoForm({ policy, onChange }: FormProps) {
  const t = usePolicyTexts();
  const words = useWords();
  const { who } = policy;
  const set = (change: Partial<Who>) => onChange({ who: { ...who, ...change } });
  const without = (key: "kinds" | (typeof OPTIONAL)[number]) => {
    const { [key]: _, ...rest } = who;
    onChange({ who: rest });
  };
  const kind = who.kinds?.length === 1 ? (who.kinds[0] ?? "all") : "all";
  return (
    <FormSection about={t("who.about")}>
      <Line label={t("who.grades")}>
        <Checkbox.Group
          aria-label={t("who.grades")}
          value={who.grades}
          onChange={(grades) => {
            // None at all would remind nobody; a policy may not say that.
            if (grades.length > 0) set({ grades: GRADES.filter((grade) => grades.includes(grade)) });
          }}
          options={GRADES.map((grade) => ({ value: grade, label: words(`grade.${grade}`) }))}
        />
      </Line>
      <Line label={t("who.kinds")}>
        <Segmented<(typeof KINDS)[number]>
          aria-label={t("who.kinds")}
          value={kind}
          onChange={(next) => (next === "all" ? without("kinds") : set({ kinds: [next] }))}
          options={KINDS.map((one) => ({ value: one, label: t(`who.kinds.${one}`) }))}
        />
      </Line>
      <AmountLine who={who} onChange={(amount) => set({ amount })} />
      <Line label={t("who.paid_other")}>
        <Segmented
          aria-label={t("who.paid_other")}
          value={policy.paid_other}
          onChange={(next) => onChange({ paid_other: next })}
          options={(["skip", "remind"] as const).map((one) => ({ value: one, label: t(`who.paid_other.${one}`) }))}
        />
      </Line>
      <Form layout="vertical" component="div">
        <div style={{ display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(260px, 1fr))", gap: 14 }}>
          {(["exclude_payment_methods", "exclude_flags"] as const).map((key) => (
            <WordList key={key} label={t(`who.${key}`)} value={who[key]} onChange={(list) => set({ [key]: list })} />
          ))}
          {OPTIONAL.map((key) => (
            <WordList
              key={key}
              label={t(`who.${key}`)}
              value={who[key] ?? []}
              empty={t("who.all")}
              onChange={(list) =>
                list.length === 0
                  ? without(key)
                  : set({ [key]: key.endsWith("countries") ? list.map((code) => code.toUpperCase()) : list })
              }
            />
          ))}
        </div>
      </Form>
    </FormSection>
  );
}

function AmountLine({ who, onChange }: { readonly who: Who; readonly onChange: (amount: Who["amount"]) => void }) {
  const t = usePolicyTexts();
  const { currency } = useShop();
  const { min, max } = who.amount;
  return (
    <Line label={t("who.amount")}>
      <Flex wrap gap={8} align="center">
        <Input
          aria-label={t("who.min")}
          prefix={t("who.min")}
          suffix={currency}
          inputMode="decimal"
          value={min}
          onChange={({ target }) => onChange({ ...who.amount, min: target.value.trim() })}
          style={{ width: 190 }}
        />
        <Input
          aria-label={t("who.max")}
          placeholder={t("who.max")}
          suffix={currency}
          inputMode="decimal"
          value={max ?? ""}
          onChange={({ target }) => onChange(target.value.trim() === "" ? { min } : { min, max: target.value.trim() })}
          style={{ width: 250 }}
        />
      </Flex>
    </Line>
  );
}
