import type { Db } from "../store/connect.ts";
import { allShops, type Shop } from "../store/shops.ts";
import type { Staff } from "../store/staff.ts";
import { StaffRefused } from "./staff-refused.ts";

/** Who makes and changes staff. */
export interface Manager {
  /** As the audit log names them. */
  readonly actor: string;
  /** Those they may give others to work for; null: every shop, those to come among them. */
  readonly shops: readonly Shop[] | null;
}

/** Whoever has the machine may do everything. */
export const COMMAND_LINE: Manager = { actor: "command line", shops: null };

/**
 * The shops that somebody is to work for, of those their manager works for.
 * @param slugs null: every shop, those to come among them.
 * @throws StaffRefused.
 */
export async function scopeOf(
  db: Db,
  slugs: readonly string[] | null,
  { shops }: Manager,
): Promise<Pick<Staff, "everyShop" | "shops">> {
  if (slugs === null) {
    if (shops !== null) throw new StaffRefused("shops", "name those that they are to work for, of your own");
    return { everyShop: true, shops: [] };
  }
  const known = new Map((shops ?? (await allShops(db))).map(({ slug, id }) => [slug, id]));
  const ids = slugs.map((slug) => {
    const id = known.get(slug);
    if (id === undefined) throw new StaffRefused("shops", `there is no shop "${slug}"; name one by its slug`);
    return id;
  });
  return { everyShop: false, shops: [...new Set(ids)] };
}

/** Whether somebody works for no shop but their manager's. */
export const isWithin = (member: Pick<Staff, "everyShop" | "shops">, { shops }: Manager): boolean =>
  shops === null || (!member.everyShop && member.shops.every((id) => shops.some((shop) => shop.id === id)));
