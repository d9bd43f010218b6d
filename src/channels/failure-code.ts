const TLS_FAILURE = /^ERR_(SSL|TLS)_|CERT|^UNABLE_TO_/;

/** The system's own word for a failed connection, in lower case, or `tls`; never its message: that names addresses. */
export function failureCode(code: unknown): string {
  if (typeof code !== "string" || !/^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return "closed";
  return TLS_FAILURE.test(code) ? "tls" : code.toLowerCase();
}
