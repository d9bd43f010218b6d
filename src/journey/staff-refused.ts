/** What of a member of staff was refused. */
type StaffField = "username" | "name" | "password" | "role" | "shops" | "disabled";

/** A member of staff can't be made or changed as asked; the message says what was expected. */
export class StaffRefused extends Error {
  override readonly name = "StaffRefused";
  readonly field: StaffField;
  readonly expected: string;

  constructor(field: StaffField, expected: string) {
    super(`${field}: ${expected}`);
    this.field = field;
    this.expected = expected;
  }
}
