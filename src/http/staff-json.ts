import { toIso } from "../domain/instant.ts";
import type { Shop } from "../store/shops.ts";
import type { Staff } from "../store/staff.ts";

/** Who somebody is. */
export const memberJson = ({ id, username, name, role }: Staff) => ({ id, username, name, role });

/** The same with what an admin sets. @param known those whose slugs may be told. */
export const staffJson = (member: Staff, known: readonly Shop[]) => ({
  ...memberJson(member),
  every_shop: member.everyShop,
  shops: known.filter(({ id }) => member.shops.includes(id)).map(({ slug }) => slug),
  disabled: member.disabledAt !== null,
  created_at: toIso(member.createdAt),
});
