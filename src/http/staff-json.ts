import type { Staff } from "../store/staff.ts";

/** Who somebody is. */
export const memberJson = ({ id, username, name, role }: Staff) => ({ id, username, name, role });
