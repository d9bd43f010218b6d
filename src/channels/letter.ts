import addressparser from "nodemailer/lib/addressparser";
import MailComposer from "nodemailer/lib/mail-composer";
import type { SendRequest } from "../domain/channel.ts";
import { parseEmailAddress } from "../domain/email-address.ts";
import type { Letter } from "./smtp-session.ts";

/** Who a letter is from. `name` is the operator's; null: the shop names itself. */
export interface Sender {
  readonly name: string | null;
  readonly address: string;
}

/** `MAIL_FROM`: an address, with a name before it or not. Null where it is neither. */
export function readSender(text: string): Sender | null {
  const [first, ...others] = addressparser(text, { flatten: true });
  const address = first?.address === undefined ? null : parseEmailAddress(first.address);
  if (!first || others.length > 0 || address === null) return null;
  return { name: first.name === "" ? null : first.name, address };
}

/** Names the message for ever: it follows from the contact, so that whoever finds two knows them for one. */
export const messageId = ({ contactId }: Pick<SendRequest, "contactId">, sender: Sender): string =>
  `<${contactId}@${domainOf(sender.address)}>`;

const domainOf = (address: string): string => new URL(`http://${address.slice(address.lastIndexOf("@") + 1)}`).hostname;

/**
 * A message as plain text, with the one-click opt-out of RFC 8058. Line breaks in what becomes a header are taken out by
 * the composer, and nothing is read from files or addresses.
 * @returns null where the request names no mailbox.
 */
export async function writeLetter(request: SendRequest, sender: Sender): Promise<Letter | null> {
  const to = parseEmailAddress(request.to);
  if (to === null) return null;
  const raw = await new MailComposer({
    from: { name: sender.name ?? request.shopName, address: sender.address },
    to: { name: "", address: to },
    subject: request.subject ?? request.shopName,
    text: request.text,
    messageId: messageId(request, sender),
    headers: {
      "List-Unsubscribe": { prepared: true, value: `<${new URL(request.optOutUrl).href}>` },
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "Auto-Submitted": "auto-generated",
      "Content-Language": request.locale,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: "\r\n",
  })
    .compile()
    .build();
  return { from: sender.address, to, raw };
}
