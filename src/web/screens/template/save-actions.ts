import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import {
  addVersion,
  type Cell,
  createTemplate,
  stepTemplate,
  TEMPLATES,
  type Template,
  type TemplateStep,
  type Words,
  withdrawTemplate,
} from "../../api/templates.ts";
import { useShop } from "../../shell/shop.ts";
import { useTemplateTexts } from "./texts.ts";
import type { EditedWords } from "./use-words-draft.ts";

/** A template as it was read; null where it is yet to be written. */
export type Read = { readonly value: Template; readonly etag: string | null } | null;

const wordsOf = ({ subject, text, providers }: EditedWords, { channel }: Cell): Words => ({
  subject: channel === "email" ? subject : null,
  text,
  provider_templates: providers,
});

/** What can be done to a template. Each tells on the screen that it is done, and has everything read again. */
export function useTemplateActions(read: Read, cell: Cell) {
  const t = useTemplateTexts();
  const { slug } = useShop();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const again = () => queries.invalidateQueries({ queryKey: [TEMPLATES, slug] });
  const told = async (text: string) => {
    void message.success(text);
    await again();
  };
  const id = read?.value.id ?? "";
  const etag = read?.etag ?? null;
  const save = useMutation({
    /** @param onto another tag than was read: the writer saw what came between. */
    mutationFn: ({ words, onto }: { words: EditedWords; onto?: string | null }) =>
      read === null
        ? createTemplate(slug, cell, wordsOf(words, cell))
        : addVersion(slug, id, wordsOf(words, cell), onto === undefined ? etag : onto),
    onSuccess: ({ version }) => told(t("saved", { version: version.version })),
  });
  const step = useMutation({
    mutationFn: ({ kind, version }: { kind: TemplateStep; version: number }) =>
      stepTemplate(slug, id, kind, version, etag),
    onSuccess: (_, { kind, version }) => told(t(kind === "publish" ? "published" : "approved", { version })),
  });
  const withdraw = useMutation({
    mutationFn: () => withdrawTemplate(slug, id, etag),
    onSuccess: () => told(t("withdrawn")),
  });
  return { save, step, withdraw };
}
