/** The role as which everything but migrations works: it owns nothing and row level security binds it. */
export const APPLICATION_ROLE = "cuifu_app";
