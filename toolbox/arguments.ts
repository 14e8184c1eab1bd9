import { isAbsolute } from "node:path";
import { parseArgs } from "node:util";
import type { RowCounts } from "@/lib/domain/backup/report";
import type { DropOptions } from "@/toolbox/commands/drop";
import type { MeasureOptions } from "@/toolbox/commands/measure";
import type { RestoreOptions } from "@/toolbox/commands/restore";
import type { ForgetOptions } from "@/toolbox/commands/stock";
import type { SwapOptions } from "@/toolbox/commands/swap";
import type { VerifyOptions } from "@/toolbox/commands/verify";
import { ToolboxFailure } from "@/toolbox/failure";
import { readSample, readShare } from "@/toolbox/share";

export type Command =
  | { readonly name: "backup" }
  | { readonly name: "verify"; readonly options: VerifyOptions }
  | { readonly name: "restore"; readonly options: RestoreOptions }
  | { readonly name: "inspect"; readonly ids: readonly string[] }
  | { readonly name: "forget"; readonly options: ForgetOptions }
  | { readonly name: "swap"; readonly options: SwapOptions }
  | { readonly name: "archive" }
  | { readonly name: "ready" }
  | { readonly name: "drop"; readonly options: DropOptions }
  | { readonly name: "measure"; readonly options: MeasureOptions };

const USAGE =
  "Usage: toolbox backup | verify | restore | inspect | forget | archive | swap | drop | measure | ready [--options]; see its README.";
const DATABASE = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/;
const OPERATION = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/;
const SNAPSHOT = /^[0-9a-f]{8,64}$/;
const NEUTRAL_ADDRESS = "http://neutralized.invalid";
const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

const OPTIONS = {
  "database-snapshot": text,
  "filestore-snapshot": text,
  expected: text,
  attachments: text,
  "read-data": text,
  "into-database": text,
  "into-filestore": text,
  neutralize: flag,
  "base-url": text,
  "from-server": flag,
  "living-filestore": text,
  "keep-existing": text,
  points: { type: "string", multiple: true },
  prune: flag,
  with: text,
  "filestore-with": text,
  "keep-as": text,
  "made-by": text,
  "if-there": flag,
  "own-too": flag,
  spare: text,
  modules: text,
  "files-of": text,
} as const;

const ALLOWED: Readonly<Record<Command["name"], readonly (keyof typeof OPTIONS)[]>> = {
  backup: [],
  archive: [],
  ready: [],
  verify: [
    ...(["database-snapshot", "filestore-snapshot", "expected", "attachments", "read-data"] as const),
    ...(["into-database", "into-filestore"] as const),
  ],
  restore: [
    ...(["database-snapshot", "filestore-snapshot", "into-database", "into-filestore"] as const),
    ...(["neutralize", "base-url", "keep-existing", "from-server", "living-filestore"] as const),
  ],
  inspect: ["database-snapshot", "filestore-snapshot"],
  forget: ["points", "prune"],
  swap: ["with", "filestore-with", "keep-as", "made-by", "if-there"],
  drop: ["made-by", "own-too", "spare"],
  measure: ["modules", "files-of"],
};

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
type Values = ReturnType<typeof parse>["values"];

/** Reads the command line. @throws ToolboxFailure `bad_settings` saying what is wrong */
export function readCommand(args: readonly string[]): Command {
  let read: ReturnType<typeof parse>;
  try {
    read = parse(args);
  } catch (error) {
    throw bad(`${error instanceof Error ? error.message : String(error)} ${USAGE}`);
  }
  const { values, positionals } = read;
  const name = commandName(positionals);
  for (const given of Object.keys(values))
    if (!ALLOWED[name].some((allowed) => allowed === given)) throw bad(`${name} knows no --${given}.`);
  switch (name) {
    case "backup":
    case "archive":
    case "ready":
      return { name };
    case "verify":
      return { name, options: verifyOptions(values) };
    case "restore":
      return { name, options: restoreOptions(values) };
    case "inspect":
      return { name, ids: inspected(values) };
    case "forget":
      return { name, options: forgetOptions(values) };
    case "swap":
      return { name, options: swapOptions(values) };
    case "drop":
      return { name, options: dropOptions(values) };
    case "measure":
      return { name, options: { modules: versions(values.modules), filesOf: momentOf(values["files-of"]) } };
  }
}

function commandName(positionals: readonly string[]): Command["name"] {
  const [name, ...more] = positionals;
  if (more.length === 0)
    for (const known of [
      "backup",
      "verify",
      "restore",
      "inspect",
      "forget",
      "archive",
      "swap",
      "drop",
      "measure",
      "ready",
    ] as const)
      if (known === name) return known;
  throw bad(USAGE);
}

function verifyOptions(values: Values): VerifyOptions {
  const sample = readSample(values.attachments);
  const readData = readShare(values["read-data"]);
  const expected = expectation(values.expected);
  return { ...snapshots(values), expected, attachments: sample, readData, keep: keptCopy(values) };
}

/** Where the copy stays that is read back; null where it goes with the run. */
function keptCopy(values: Values): VerifyOptions["keep"] {
  const { "into-database": database, "into-filestore": filestore } = values;
  if (database === undefined && filestore === undefined) return null;
  if (database === undefined || filestore === undefined)
    throw bad("--into-database and --into-filestore belong together.");
  if (!DATABASE.test(database)) throw bad("--into-database must be 1 to 63 plain characters.");
  if (!isAbsolute(filestore) || filestore.split("/").includes(".."))
    throw bad("--into-filestore must be an absolute path.");
  return { database, filestore };
}

function restoreOptions(values: Values): RestoreOptions {
  const {
    "into-database": intoDatabase,
    "into-filestore": intoFilestore,
    "keep-existing": existing,
  } = values;
  if (intoDatabase === undefined || intoFilestore === undefined)
    throw bad("--into-database and --into-filestore are needed.");
  if (existing !== undefined && existing !== "refuse")
    throw bad('--keep-existing knows only "refuse": nothing that exists is ever overwritten.');
  const address = values["base-url"] ?? NEUTRAL_ADDRESS;
  if (!URL.canParse(address)) throw bad("--base-url must be an address.");
  if (values["base-url"] !== undefined && values.neutralize !== true)
    throw bad("--base-url is only of use with --neutralize.");
  const neutralizeAs = values.neutralize === true ? address : undefined;
  return { ...restoredFrom(values), intoDatabase, intoFilestore, neutralizeAs };
}

/** Both snapshots of a backup, or a recovered server with the snapshot that gives its files. */
function restoredFrom(
  values: Values,
): Pick<RestoreOptions, "databaseSnapshot" | "filestoreSnapshot" | "livingFilestore"> {
  const { "living-filestore": livingFilestore, "filestore-snapshot": filestoreSnapshot } = values;
  if (values["from-server"] !== true) {
    if (livingFilestore !== undefined) throw bad("--living-filestore is only of use with --from-server.");
    return { ...snapshots(values), livingFilestore };
  }
  if (values["database-snapshot"] !== undefined)
    throw bad("--from-server takes the place of --database-snapshot.");
  inspected(values);
  if (filestoreSnapshot === undefined) throw bad("--filestore-snapshot is needed.");
  if (livingFilestore !== undefined && !isAbsolute(livingFilestore))
    throw bad("--living-filestore must be an absolute path.");
  return { databaseSnapshot: null, filestoreSnapshot, livingFilestore };
}

function swapOptions(values: Values): SwapOptions {
  const { with: coming, "filestore-with": files, "keep-as": kept, "if-there": ifThere } = values;
  if (coming === undefined || files === undefined || kept === undefined)
    throw bad("--with, --filestore-with and --keep-as are needed.");
  if (![coming, kept].every((name) => DATABASE.test(name)) || coming === kept)
    throw bad("--with and --keep-as must be two different names of 1 to 63 plain characters.");
  if (!isAbsolute(files) || files.split("/").includes(".."))
    throw bad("--filestore-with must be an absolute path.");
  return {
    withDatabase: coming,
    withFilestore: files,
    keptDatabase: kept,
    madeBy: operationOf(values),
    ifThere: ifThere === true,
  };
}

function dropOptions(values: Values): DropOptions {
  const { spare } = values;
  if (spare !== undefined && !DATABASE.test(spare)) throw bad("--spare must be 1 to 63 plain characters.");
  return { madeBy: operationOf(values), ownToo: values["own-too"] === true, spare: spare ?? null };
}

/** The operation whose work is meant. */
function operationOf({ "made-by": madeBy }: Values): string {
  if (madeBy === undefined || !OPERATION.test(madeBy)) throw bad("--made-by must be the id of an operation.");
  return madeBy;
}

function forgetOptions({ points, prune }: Values): ForgetOptions {
  const operations = (points ?? []).flatMap((each) => each.split(",")).filter((each) => each !== "");
  if (operations.length === 0) throw bad("--points must name the operations whose restore points go.");
  const wrong = operations.find((each) => !OPERATION.test(each));
  if (wrong !== undefined) throw bad(`${wrong.slice(0, 70)} is no id of an operation.`);
  return { operations, prune: prune === true };
}

function inspected(values: Values): string[] {
  const ids = [values["database-snapshot"], values["filestore-snapshot"]].filter((id) => id !== undefined);
  for (const id of ids) if (!SNAPSHOT.test(id)) throw bad(`${id.slice(0, 70)} is no snapshot id.`);
  return ids;
}

function snapshots(values: Values): { databaseSnapshot: string; filestoreSnapshot: string } {
  const [databaseSnapshot, filestoreSnapshot] = inspected(values);
  if (databaseSnapshot === undefined || filestoreSnapshot === undefined)
    throw bad("--database-snapshot and --filestore-snapshot are needed.");
  return { databaseSnapshot, filestoreSnapshot };
}

function expectation(json: string | undefined): VerifyOptions["expected"] {
  if (json === undefined) return {};
  const value = parsedObject(json, "--expected");
  const { rowCounts, dumpSha256, attachmentsPresent } = value;
  if (dumpSha256 !== undefined && !/^[0-9a-f]{64}$/.test(String(dumpSha256)))
    throw bad("--expected: dumpSha256 must be a SHA-256.");
  return {
    ...(rowCounts === undefined ? {} : { rowCounts: counts(rowCounts) }),
    ...(dumpSha256 === undefined ? {} : { dumpSha256: String(dumpSha256) }),
    ...(attachmentsPresent === undefined
      ? {}
      : { attachmentsPresent: wholeNumber("expected attachmentsPresent", String(attachmentsPresent), 1e12) }),
  };
}

function counts(value: unknown): RowCounts {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : undefined;
  if (
    entries === undefined ||
    entries.length > 100 ||
    entries.some(([, rows]) => !Number.isSafeInteger(rows))
  )
    throw bad("--expected: rowCounts must map tables to whole numbers.");
  return Object.fromEntries(entries.map(([table, rows]) => [table, Number(rows)]));
}

/** Module versions by name. */
function momentOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw bad(`“${text}” is no time such as 2026-11-21T09:00:00Z.`);
  return at;
}

function versions(json: string | undefined): Record<string, string> {
  const entries = json === undefined ? [] : Object.entries(parsedObject(json, "--modules"));
  if (entries.length > 2_000 || entries.some(([, version]) => typeof version !== "string"))
    throw bad("--modules must map at most 2000 modules to their versions.");
  return Object.fromEntries(entries.map(([name, version]) => [name, String(version)]));
}

function parsedObject(json: string, what: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value));
  } catch {
    // Told below.
  }
  throw bad(`${what} must be a JSON object.`);
}

function wholeNumber(option: string, given: string, most: number): number {
  const value = Number(given);
  if (!/^\d+$/.test(given) || value > most) throw bad(`--${option} must be a whole number up to ${most}.`);
  return value;
}

function bad(message: string): ToolboxFailure {
  return new ToolboxFailure("bad_settings", message);
}
