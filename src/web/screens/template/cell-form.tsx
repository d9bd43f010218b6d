import { Flex, Select, Typography } from "antd";
import type { Cell } from "../../api/templates.ts";
import { useLocaleName } from "../../parts/locale-name.ts";
import { useWords } from "../../parts/words.ts";
import { GRADES, KINDS, MEDIUMS, REASONS } from "./search.ts";
import { useTemplateTexts } from "./texts.ts";

interface CellFormProps {
  readonly cell: Cell;
  readonly onChange: (change: Partial<Cell>) => void;
}

/** For which messages new words are written; fixed once they are saved. */
export function CellForm({ cell, onChange }: CellFormProps) {
  const t = useTemplateTexts();
  const words = useWords();
  const localeName = useLocaleName();
  const locales = [...new Set([cell.locale, "zh-CN", "en"])];
  return (
    <Flex wrap gap={10}>
      <Choice
        label={t("channel")}
        value={cell.channel}
        options={MEDIUMS}
        nameOf={(one) => words(`channel.${one}`)}
        onChange={(channel) => onChange({ channel })}
      />
      <Choice
        label={t("reason")}
        value={cell.reason}
        options={REASONS}
        nameOf={(one) => words(`why.${one}`)}
        onChange={(reason) => onChange({ reason })}
      />
      <Choice
        label={t("kind")}
        value={cell.kind}
        options={KINDS}
        nameOf={(one) => words(`kind.${one}`)}
        onChange={(kind) => onChange({ kind })}
      />
      <Choice
        label={t("grade")}
        value={cell.grade}
        options={GRADES}
        nameOf={(one) => words(`grade.${one}`)}
        onChange={(grade) => onChange({ grade })}
      />
      <Choice
        label={t("locale")}
        value={cell.locale}
        options={locales}
        nameOf={localeName}
        onChange={(locale) => onChange({ locale })}
      />
    </Flex>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly T[];
  readonly nameOf: (value: T) => string;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, nameOf, onChange }: ChoiceProps<T>) {
  return (
    <Flex vertical gap={2}>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {label}
      </Typography.Text>
      <Select<string>
        aria-label={label}
        value={value}
        onChange={(next) => {
          const chosen = options.find((one) => one === next);
          if (chosen !== undefined) onChange(chosen);
        }}
        options={options.map((one) => ({ value: one, label: nameOf(one) }))}
        style={{ width: 150 }}
      />
    </Flex>
  );
}
