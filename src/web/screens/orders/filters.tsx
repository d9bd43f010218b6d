import { FilterOutlined } from "@ant-design/icons";
import { Button, DatePicker, Flex, Grid, Input, Select } from "antd";
import dayjs from "dayjs";
import { useId, useState } from "react";
import { REASON_CODES } from "../../parts/reason-codes.ts";
import { useWords } from "../../parts/words.ts";
import { CHANNELS, GRADES, type OrdersSearch, STATES, STATUSES } from "./search.ts";
import { type OrdersKey, useOrdersTexts } from "./texts.ts";
import { useOrdersSearch } from "./use-search.ts";

/** What the list is narrowed to. On a narrow screen the filters stand behind a button. */
export function Filters() {
  const t = useOrdersTexts();
  const { search, change } = useOrdersSearch();
  const isWide = Grid.useBreakpoint().md !== false;
  const [isOpen, setOpen] = useState(false);
  const panel = useId();
  const { q: _, ...narrowed } = search;
  const count = Object.keys(narrowed).length;
  return (
    <Flex vertical gap={8} role="search" aria-label={t("filters")}>
      <Flex gap={8}>
        <Input.Search
          // Written anew where the address changes by another way.
          key={search.q ?? ""}
          defaultValue={search.q ?? ""}
          placeholder={t("q")}
          aria-label={t("q")}
          title={t("q_hint")}
          allowClear
          maxLength={128}
          enterButton={t("search")}
          onSearch={(text) => change({ q: text.trim() || undefined })}
          style={{ maxWidth: 480 }}
        />
        {isWide ? null : (
          <Button
            icon={<FilterOutlined />}
            onClick={() => setOpen(!isOpen)}
            aria-expanded={isOpen}
            aria-controls={panel}
          >
            {count === 0 ? t("filters") : t("filters_chosen", { count })}
          </Button>
        )}
      </Flex>
      <Flex id={panel} wrap gap={8} align="center" style={{ display: isWide || isOpen ? "flex" : "none" }}>
        <Choices />
        <Days />
      </Flex>
    </Flex>
  );
}

function Choices() {
  const words = useWords();
  const t = useOrdersTexts();
  return (
    <>
      <Choice name="status" options={STATUSES.map((value) => ({ value, label: words(`order.${value}`) }))} />
      <Choice name="state" options={STATES.map((value) => ({ value, label: words(`reminder.${value}`) }))} />
      <Choice name="channel" options={CHANNELS.map((value) => ({ value, label: words(`channel.${value}`) }))} />
      <Choice name="reason" options={REASON_CODES.map((value) => ({ value, label: words(`why.${value}`) }))} />
      <Choice name="grade" options={GRADES.map((value) => ({ value, label: words(`grade.${value}`) }))} />
      <Choice name="recovered" options={[true, false].map((value) => ({ value, label: t(`recovered.${value}`) }))} />
    </>
  );
}

type Chosen = "status" | "state" | "channel" | "reason" | "grade" | "recovered";

interface ChoiceProps<Name extends Chosen> {
  readonly name: Name & OrdersKey;
  readonly options: readonly { readonly value: NonNullable<OrdersSearch[Name]>; readonly label: string }[];
}

function Choice<Name extends Chosen>({ name, options }: ChoiceProps<Name>) {
  const t = useOrdersTexts();
  const { search, change } = useOrdersSearch();
  return (
    <Select
      aria-label={t(name)}
      placeholder={t(name)}
      allowClear
      value={search[name] ?? null}
      onChange={(value) => change({ [name]: value ?? undefined })}
      options={[...options]}
      popupMatchSelectWidth={false}
      style={{ width: 136, flexGrow: 1, maxWidth: 180 }}
    />
  );
}

function Days() {
  const t = useOrdersTexts();
  const { search, change } = useOrdersSearch();
  const day = (name: "from" | "to") => (
    <DatePicker
      aria-label={t(name)}
      placeholder={t(name)}
      value={search[name] === undefined ? null : dayjs(search[name])}
      onChange={(_, text) => change({ [name]: typeof text === "string" && text !== "" ? text : undefined })}
      style={{ width: 140 }}
    />
  );
  return (
    <Flex gap={4} align="center">
      {day("from")}–{day("to")}
    </Flex>
  );
}
