/** What becomes of a complaint (domain.md, R12): recorded with its progress until it is resolved. */
export type ComplaintState = "open" | "in_progress" | "resolved";
