import { DatePicker, Flex, Radio, Typography } from "antd";
import { useState } from "react";
import { useShop } from "../../shell/shop.ts";
import { FURTHEST, inZone, PROMISES, promisedAt, wallClock } from "./promise.ts";
import { useDeskTexts } from "./texts.ts";

interface PromiseFieldProps {
  /** @param at RFC 3339; null where nothing was promised. */
  readonly onChange: (at: string | null) => void;
}

/** When the buyer said that they would pay. */
export function PromiseField({ onChange }: PromiseFieldProps) {
  const t = useDeskTexts();
  const { timezone: zone } = useShop();
  const [chosen, setChosen] = useState("none");
  const now = Date.now();
  const today = wallClock(zone, now).startOf("day");
  const known = PROMISES.flatMap((promise) => {
    const at = promisedAt(promise, zone, now);
    return at === null ? [] : [{ promise, at }];
  });
  const pick = (next: string) => {
    setChosen(next);
    onChange(known.find(({ promise }) => promise === next)?.at ?? null);
  };
  return (
    <Flex vertical gap={8}>
      <Typography.Text>{t("promise")}</Typography.Text>
      <Radio.Group
        aria-label={t("promise")}
        value={chosen}
        onChange={({ target }) => pick(target.value)}
        options={[
          { value: "none", label: t("promise_none") },
          ...known.map(({ promise }) => ({ value: promise, label: t(`promise_${promise}`) })),
          { value: "other", label: t("promise_other") },
        ]}
      />
      {chosen === "other" ? (
        <DatePicker
          aria-label={t("promise_at")}
          placeholder={t("promise_at")}
          showTime={{ format: "HH:mm", minuteStep: 10 }}
          format="YYYY-MM-DD HH:mm"
          minDate={today}
          maxDate={today.add(FURTHEST - 1, "day")}
          onChange={(shown) => onChange(shown === null ? null : inZone(shown, zone))}
        />
      ) : null}
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {t("promise_zone", { zone })}
      </Typography.Text>
    </Flex>
  );
}
