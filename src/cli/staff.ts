import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import { ROLES, type Role } from "../domain/role.ts";
import { withApp } from "./with-app.ts";

interface NewStaff {
  readonly username: string;
  readonly role: Role;
  readonly shop?: readonly string[];
  readonly passwordStdin?: true;
}

interface Named {
  readonly username: string;
}

export const staffCommand = (): Command =>
  new Command("staff")
    .description("who works with the page")
    .addCommand(
      new Command("create")
        .description("let somebody sign in; prints one JSON line")
        .requiredOption("--username <name>", "what they sign in with: a-z, 0-9 and . _ @ -")
        .addOption(new Option("--role <role>", "what they may do").choices(ROLES).makeOptionMandatory())
        .option("--shop <slug>", "a shop they work for; again for another (default: every shop)", append)
        .option(
          "--password-stdin",
          "read their password from the first line on stdin (default: print a link, by which they choose one)",
        )
        .action(create),
    )
    .addCommand(new Command("list").description("everybody, one JSON line each").action(list))
    .addCommand(
      new Command("reset")
        .description("print a link by which somebody chooses a new password: once, within a day")
        .requiredOption("--username <name>", "what they sign in with")
        .action(reset),
    )
    .addCommand(
      new Command("disable")
        .description("sign somebody out everywhere, and let them in no more")
        .requiredOption("--username <name>", "what they sign in with")
        .action(disable),
    );

const append = (slug: string, before: readonly string[] = []): string[] => [...before, slug];

async function create({ username, role, shop, passwordStdin }: NewStaff): Promise<void> {
  const password = passwordStdin ? ((await text(process.stdin)).split(/\r?\n/, 1)[0] ?? "") : null;
  const [{ createStaff }, { resetNamed }, { COMMAND_LINE }] = await Promise.all([
    import("../journey/create-staff.ts"),
    import("../journey/staff-by-hand.ts"),
    import("../journey/staff-scope.ts"),
  ]);
  const link = await withApp(async ({ ctx }) => {
    await createStaff(ctx, { username, role, shops: shop ?? null, password }, COMMAND_LINE);
    return password === null ? await resetNamed(ctx, username) : null;
  });
  print({ staff: username.toLowerCase(), role, shops: shop ?? null, ...(link === null ? {} : { link }) });
}

async function list(): Promise<void> {
  const { staffLines } = await import("../journey/staff-by-hand.ts");
  for (const line of await withApp(({ ctx }) => staffLines(ctx))) print(line);
}

async function reset({ username }: Named): Promise<void> {
  const { resetNamed } = await import("../journey/staff-by-hand.ts");
  process.stdout.write(`${await withApp(({ ctx }) => resetNamed(ctx, username))}\n`);
}

async function disable({ username }: Named): Promise<void> {
  const { disableNamed } = await import("../journey/staff-by-hand.ts");
  await withApp(({ ctx }) => disableNamed(ctx, username));
  process.stdout.write(`${username} can't sign in any more\n`);
}

const print = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);
