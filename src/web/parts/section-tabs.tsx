import { Grid, Select, Tabs } from "antd";
import type { ReactNode } from "react";

interface SectionTabsProps<Key extends string> {
  /** What is chosen among. */
  readonly label: string;
  readonly value: Key;
  readonly onChange: (key: Key) => void;
  readonly items: readonly { readonly key: Key; readonly label: ReactNode }[];
}

/** Tabs; a list where there is no room for them beside one another. The section itself stands below, whoever shows it. */
export function SectionTabs<Key extends string>({ label, value, onChange, items }: SectionTabsProps<Key>) {
  const isWide = Grid.useBreakpoint().md !== false;
  const choose = (chosen: string) => {
    const found = items.find(({ key }) => key === chosen);
    if (found !== undefined) onChange(found.key);
  };
  if (isWide) return <Tabs activeKey={value} onChange={choose} items={[...items]} />;
  return (
    <Select<string>
      aria-label={label}
      value={value}
      onChange={choose}
      options={items.map((item) => ({ value: item.key, label: item.label }))}
      style={{ width: "100%", margin: "12px 0" }}
    />
  );
}
