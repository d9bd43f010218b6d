/** The page's two languages, and texts that are typed by their keys. */
import i18next from "i18next";
import { useCallback } from "react";
import { initReactI18next, useTranslation } from "react-i18next";

export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];

const KEPT = "cuifu.locale";

/** What the person chose before, else what the browser asks for. */
function firstLocale(): Locale {
  const kept = localStorage.getItem(KEPT);
  return LOCALES.find((locale) => locale === kept) ?? (navigator.language.startsWith("zh") ? "zh-CN" : "en");
}

await i18next.use(initReactI18next).init({
  lng: firstLocale(),
  fallbackLng: "en",
  resources: {},
  // React escapes what it shows.
  interpolation: { escapeValue: false },
  keySeparator: false,
  nsSeparator: false,
});
document.documentElement.lang = i18next.language;

export function useLocale(): readonly [Locale, (locale: Locale) => void] {
  const { i18n } = useTranslation();
  const change = (locale: Locale) => {
    localStorage.setItem(KEPT, locale);
    document.documentElement.lang = locale;
    void i18n.changeLanguage(locale);
  };
  return [LOCALES.find((locale) => locale === i18n.language) ?? "en", change];
}

export type Values = Readonly<Record<string, string | number>>;
export type Say<Key extends string> = (key: Key, values?: Values) => string;

/**
 * The texts of one screen or part: the same keys in both languages, flat, with `{{name}}` for what is put in.
 * @returns a hook that gives the function to say them with, in the language of now: the same one until that changes.
 */
export function defineTexts<Key extends string>(
  namespace: string,
  texts: Readonly<Record<Locale, Readonly<Record<Key, string>>>>,
): () => Say<Key> {
  for (const locale of LOCALES) i18next.addResourceBundle(locale, namespace, texts[locale]);
  return () => {
    const { t } = useTranslation(namespace);
    return useCallback((key, values) => t(key, { ...values }), [t]);
  };
}
