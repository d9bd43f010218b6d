/** A provider's part in what was tried with one contact. */
export interface Tried {
  readonly provider: string;
  readonly state: "claimed" | "accepted" | "rejected" | "not_sent" | "unknown";
}

/**
 * The providers of a channel that may be asked for a contact, best first: those asked least come first, then in the order
 * of the configuration. Who refused is not asked again. Where anything but proof of non-acceptance stands, nobody is
 * asked (faults.md, I1).
 */
export function routesFor(providers: readonly string[], tried: readonly Tried[]): string[] {
  if (tried.some(({ state }) => state !== "not_sent" && state !== "rejected")) return [];
  const timesAsked = (name: string) => tried.filter(({ provider }) => provider === name).length;
  const refused = (name: string) => tried.some(({ provider, state }) => provider === name && state === "rejected");
  return providers.filter((name) => !refused(name)).sort((a, b) => timesAsked(a) - timesAsked(b));
}
