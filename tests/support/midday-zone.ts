/** A zone where it is between 12:00 and 13:00 now, so that contact hours are open. */
export function middayZone(): string {
  const hour = (timeZone: string) =>
    new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" }).format(new Date());
  const found = Intl.supportedValuesOf("timeZone").find((zone) => hour(zone) === "12");
  if (found === undefined) throw new Error("it is noon nowhere");
  return found;
}
