/** Messages and calls, and what came back of them, as entries of an order's story. */
import { say, type Telling } from "./plan-text.ts";
import { CHANNEL_WORDS } from "./reason-text.ts";
import { NOTHING_MORE, type StoryContact, type StoryEntry, type StoryFacts } from "./story-facts.ts";
import { contactStateWords, isCallOutcome } from "./story-words.ts";

export function contactEntries(contact: StoryContact, telling: Telling): StoryEntry[] {
  const { id, at, channel, purpose, provider, state, template, orders, agent, clickedAt } = contact;
  const name = CHANNEL_WORDS[channel][telling.language];
  const words =
    template === null
      ? ""
      : say(
          telling,
          `Template ${template.id}, version ${template.version ?? "?"} (${template.locale ?? "?"}). `,
          `模板 ${template.id} 第 ${template.version ?? "?"} 版（${template.locale ?? "?"}）。`,
        );
  const merged =
    orders.length > 1
      ? say(telling, `One for ${orders.length} orders of the buyer. `, `合并该买家的 ${orders.length} 个订单。`)
      : "";
  const now = contactStateWords(state, telling);
  const sent: StoryEntry = {
    at,
    kind: "contact",
    title:
      purpose === "thank_you"
        ? say(telling, `Thanks by ${name}`, `${name}感谢`)
        : say(telling, `Contact by ${name}`, `${name}催付`),
    text: `${words}${merged}${say(telling, `By ${provider}: ${now}.`, `经 ${provider}：${now}。`)}`,
    channel,
    state,
    detail: {
      contact_id: id,
      provider,
      template: template?.id ?? null,
      template_version: template?.version ?? null,
      template_locale: template?.locale ?? null,
      orders,
      agent,
    },
  };
  if (clickedAt === null) return [sent];
  const title = say(telling, `The buyer opened the link of the ${name}`, `买家打开了${name}里的付款链接`);
  return [sent, { ...NOTHING_MORE, at: clickedAt, kind: "click", title, channel, detail: { contact_id: id } }];
}

export function taskEntries(task: StoryFacts["tasks"][number], telling: Telling): StoryEntry[] {
  const { contactId, openedAt, closedAt, state } = task;
  const common = { ...NOTHING_MORE, kind: "call", channel: "call", detail: { contact_id: contactId } } as const;
  const opened = say(telling, "Put on the list of calls to make", "已列入待打电话");
  const closed =
    state === "cancelled"
      ? say(telling, "Taken off the list of calls", "已从待打电话中撤下")
      : say(telling, "The call was made", "电话已拨打");
  return [
    { ...common, at: openedAt, state: "open", title: opened },
    ...(closedAt === null ? [] : [{ ...common, at: closedAt, state, title: closed }]),
  ];
}

/** What came back of a contact: how it fared, and what was said. */
export function receiptEntries(
  { at, contactId, state, text }: StoryFacts["receipts"][number],
  contacts: readonly StoryContact[],
  telling: Telling,
): StoryEntry[] {
  const channel = contacts.find(({ id }) => id === contactId)?.channel ?? null;
  const detail = { contact_id: contactId };
  const name = channel === null ? "" : CHANNEL_WORDS[channel][telling.language];
  if (state === "replied") {
    const title = say(telling, `The buyer replied to the ${name}`, `买家回复了${name}`);
    return [{ at, kind: "reply", title, text: text ?? "", channel, state, detail: { ...detail, from: "buyer" } }];
  }
  const kind = channel === "call" && isCallOutcome(state) ? "call" : "receipt";
  const title = say(
    telling,
    `${capital(name)}: ${contactStateWords(state, telling)}`,
    `${name}：${contactStateWords(state, telling)}`,
  );
  return [{ at, kind, title, text: text ?? "", channel, state, detail }];
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
