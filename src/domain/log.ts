type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Where things are told. Never a name, phone, e-mail, message text or secret, neither in fields nor in the message. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}
