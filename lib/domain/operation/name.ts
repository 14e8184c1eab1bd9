/** The eight hex digits an operation is known by: the prefix of everything it creates is made of them. */
export function operationDigits(operationId: string): string {
  // The last digits of a time-ordered UUID are its random part; the first are shared by neighbours in time.
  return operationId.replaceAll("-", "").slice(-8).toLowerCase();
}

/** The short name people say: op-3f9a1c2b. */
export const operationShortId = (operationId: string): string => `op-${operationDigits(operationId)}`;

/** What an operation is, as sentences say it. */
export const KIND_NOUNS = {
  deploy: "deployment",
  rollback: "rollback",
  backup: "backup",
  verify: "verification",
  restore: "restore",
  undo_restore: "undo of a restore",
  clear_kept: "clearing away",
  prune: "pruning of backups",
  drill: "recovery drill",
  restore_rollback: "rollback with its data",
  scratch: "scratch copy",
  clear_scratch: "removal of a scratch copy",
} as const;
export type OperationKind = keyof typeof KIND_NOUNS;
export const OPERATION_KINDS = Object.keys(KIND_NOUNS) as [OperationKind, ...OperationKind[]];

/** Kinds that work beside an environment: nothing of it waits for them, and they wait for nothing of it. */
export const BESIDE_KINDS = ["drill", "scratch", "clear_scratch"] as const satisfies readonly OperationKind[];

/** Kinds that change neither an environment nor what runs there. All but those beside it hold it against changes. */
export const READING_KINDS = [
  "backup",
  "verify",
  "prune",
  ...BESIDE_KINDS,
] as const satisfies readonly OperationKind[];
export type ReadingKind = (typeof READING_KINDS)[number];
export const onlyReads = (kind: OperationKind): kind is ReadingKind =>
  READING_KINDS.some((reading) => reading === kind);

/** Kinds that exchange or clear away data. But for a rollback with its data the release that runs stays the same. */
export type DataKind = "restore" | "undo_restore" | "clear_kept" | "restore_rollback";
export const changesData = (kind: OperationKind): kind is DataKind =>
  kind === "restore" || kind === "undo_restore" || kind === "clear_kept" || kind === "restore_rollback";

/** Kinds that make or remove a scratch copy. */
export const isScratch = (kind: OperationKind): kind is "scratch" | "clear_scratch" =>
  kind === "scratch" || kind === "clear_scratch";

/** Kinds that take a release away: the one from before runs again. */
export const goesBack = (kind: OperationKind): kind is "rollback" | "restore_rollback" =>
  kind === "rollback" || kind === "restore_rollback";

/** An operation as a list names it: "deployment of 2026.11.2", "rollback to 2026.11.1", "backup". */
export function operationNamed(kind: OperationKind, release: string | null): string {
  const noun = KIND_NOUNS[kind];
  if (release === null || (kind !== "deploy" && !goesBack(kind))) return noun;
  return kind === "deploy" ? `${noun} of ${release}` : `${noun} to ${release}`;
}

/** What an operation does now, as a sentence continues: "op-3f9a1c2b deploys 2026.11.1". */
export function doing(kind: OperationKind, release: string | null): string {
  if (kind === "backup") return "takes a backup";
  if (kind === "verify") return "verifies a backup";
  if (kind === "restore") return "brings a backup back";
  if (kind === "undo_restore") return "takes a restore back";
  if (kind === "clear_kept") return "removes data that were kept";
  if (kind === "prune") return "forgets old backups";
  if (kind === "drill") return "rehearses a recovery";
  if (kind === "scratch") return "makes a scratch copy";
  if (kind === "clear_scratch") return "removes a scratch copy";
  if (kind === "restore_rollback") return `goes back to ${release ?? "a release"} with its data`;
  return `${kind === "deploy" ? "deploys" : "goes back to"} ${release ?? "a release"}`;
}
