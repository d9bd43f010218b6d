const TAIL = 4;
const HIDDEN = 4;

/** An E.164 number for people to tell apart, not to dial: `+86138****8000`. The four digits before the last four are hidden. */
export function maskPhone(e164: string): string {
  const head = Math.min(e164.length, Math.max(2, e164.length - TAIL - HIDDEN));
  const tail = e164.length - head > TAIL ? e164.slice(-TAIL) : "";
  return `${e164.slice(0, head)}****${tail}`;
}

/** An e-mail address with all but the first character of its local part hidden: `w***@example.com`. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf("@");
  const [first = ""] = address.slice(0, Math.max(0, at));
  return `${first}***${at === -1 ? "" : address.slice(at)}`;
}

/** An address of any kind, by its form; of a messenger account (`messenger:account`) the first character is left. */
export function maskAddress(address: string): string {
  if (address.startsWith("+")) return maskPhone(address);
  const account = /^([\w-]+:)(.)/u.exec(address);
  return account === null ? maskEmail(address) : `${account[1]}${account[2]}***`;
}
