import type { Telling } from "./plan-text.ts";
import { languageOf } from "./reason-text.ts";
import { contactEntries, receiptEntries, taskEntries } from "./story-contact.ts";
import { STORY_KINDS, type StoryEntry, type StoryFacts } from "./story-facts.ts";
import { decisionEntry, eventEntry, evidenceEntry, labelEntry, messageEntry, paymentEntry } from "./story-order.ts";

/**
 * What happened to one order, as a timeline for people, oldest first.
 * @param zone IANA; times within sentences are shown in it.
 */
export function orderStory(facts: StoryFacts, locale: string, zone: string): StoryEntry[] {
  const telling: Telling = { language: languageOf(locale), zone };
  const entries = [
    ...facts.events.map((event) => eventEntry(event, telling)),
    ...paymentEntry(facts, telling),
    ...facts.decisions.map((decision) => decisionEntry(decision, locale, telling)),
    ...facts.order.evidence.map((one) => evidenceEntry(one, telling)),
    ...facts.labels.map((label) => labelEntry(label, telling)),
    ...facts.contacts.flatMap((contact) => contactEntries(contact, telling)),
    ...facts.tasks.flatMap((task) => taskEntries(task, telling)),
    ...facts.receipts.flatMap((receipt) => receiptEntries(receipt, facts.contacts, telling)),
    ...facts.messages.map((message) => messageEntry(message, telling)),
  ];
  const rank = ({ kind }: StoryEntry) => STORY_KINDS.indexOf(kind);
  return entries.sort((a, b) => a.at - b.at || rank(a) - rank(b));
}
