/** The role as which everything but migrations works: it owns nothing and row level security binds it. */
export const APPLICATION_ROLE = "cuifu_app";
/** The role of those who read `analytics.*` and nothing else; a login gets it, and rows in `analyst_shops`. */
export const ANALYST_ROLE = "cuifu_analyst";
