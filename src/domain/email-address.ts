const LOCAL = /^[^\s\p{C}"(),:;<>@[\\\]]{1,64}$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;
const LIMIT = 254;

/**
 * One bare address (RFC 5321 without quoted local parts or address literals; letters of any script by RFC 6531), its
 * domain in lower case. Null for anything else: two addresses, a display name, line breaks, over 254 bytes.
 */
export const parseEmailAddress = (text: string): string | null => {
  const trimmed = text.replace(/^ +| +$/g, "");
  const at = trimmed.lastIndexOf("@");
  if (at < 1 || Buffer.byteLength(trimmed) > LIMIT) return null;
  const local = trimmed.slice(0, at);
  const domain = trimmed.slice(at + 1).toLowerCase();
  if (!LOCAL.test(local) || local.startsWith(".") || local.endsWith(".") || local.includes("..")) return null;
  const labels = domain.split(".");
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) ? `${local}@${domain}` : null;
};

/** What two spellings of one mailbox have in common: suppressions and caps go by it. */
export const emailKey = (address: string): string => address.normalize("NFKC").toLowerCase();
