import { useLocale } from "../locale.ts";

/** How a language is called in the language of now: `zh-CN` as 中文（中国）. What has no name stays as it is. */
export function useLocaleName(): (tag: string) => string {
  const [locale] = useLocale();
  const names = new Intl.DisplayNames(locale, { type: "language" });
  return (tag) => {
    try {
      return names.of(tag) ?? tag;
    } catch {
      return tag;
    }
  };
}
