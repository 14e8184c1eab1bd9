import type { FaultName } from "@/lib/domain/backup/report";

/** Ends the run with a name and a sentence; the step is added where the phases are counted. */
export class ToolboxFailure extends Error {
  readonly fault: FaultName;

  constructor(fault: FaultName, message: string) {
    super(message);
    this.fault = fault;
  }
}

type Rule = readonly [RegExp, FaultName, string];

/**
 * What a server says of its own files: pages, large values, indexes or the catalogue that cannot be read any more. What
 * may have another reason is left out: a value that is too large, or a table that somebody dropped meanwhile.
 */
const DAMAGED =
  /invalid page in block|page verification failed|could not (read|open|seek|stat|access) (block|file "(base|global|pg_|PG_))|could not read blocks? \d|could not access status of transaction|missing chunk number|unexpected chunk (number|size)|toast value \d+|compressed \w+ data is corrupt|invalid memory alloc request size 1844\d{16}|contains (unexpected zero page|corrupted page)|index "[^"]*" (is corrupted|is not a btree)|tuple (offset|length) .*(range|invalid)|right sibling's left-link|found (xmin|xmax|multixact) \d+ from before|relation mapping file .* contains|database subdirectory .* is missing|cannot connect to invalid database|data directory .* is not valid/;

/** What the database's programs and its server say → what it means. The first rule that fits wins. */
const POSTGRES_RULES: readonly Rule[] = [
  [
    /server version mismatch|unsupported version \(/,
    "version_mismatch",
    "The version of pg_dump or pg_restore does not fit.",
  ],
  [
    /extension "?[\w-]+"? is not available|could not open extension control file/,
    "missing_extension",
    "The target's PostgreSQL server lacks an extension the database needs.",
  ],
  [
    /permission denied to create extension/,
    "missing_extension",
    "The role may not create an extension the database needs: have an administrator create it.",
  ],
  [/role "[^"]*" does not exist/, "missing_role", "A role the database needs does not exist on this server."],
  [
    /invalid locale name|locale .* does not exist|collation .* does not exist/,
    "missing_locale",
    "The target's PostgreSQL server lacks the locale of the database.",
  ],
  [/no space left on device|could not extend file|disk full/i, "not_enough_disk", "The disk is full."],
  [
    /password authentication failed|no pg_hba\.conf entry/,
    "permission_denied",
    "The database server refused the sign-in.",
  ],
  [DAMAGED, "database_damaged", "The database is damaged: its server cannot read what it has stored."],
  [/database "[^"]*" does not exist/, "database_missing", "The database does not exist."],
  [
    /is being accessed by other users/,
    "database_in_use",
    "Somebody is connected to the database, so it cannot be renamed.",
  ],
  [/database "[^"]*" already exists/, "target_exists", "A database of that name exists already."],
  [
    /permission denied|must be owner|insufficient privilege/i,
    "permission_denied",
    "The database role lacks a privilege.",
  ],
  [
    /could not connect|connection refused|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|timeout expired|server closed the connection|terminating connection|Connection terminated|starting up|shutting down|too many clients/i,
    "database_unreachable",
    "The database server does not answer, or broke the connection off.",
  ],
  [
    /statement timeout|lock timeout|canceling statement/i,
    "time_limit",
    "The database did not get it done in time.",
  ],
];

/** Only what reads a dump can find it damaged; to all others the same words are of the database. */
const DUMP_RULES: readonly Rule[] = [
  ...POSTGRES_RULES,
  [
    /could not read|invalid (block|toc|magic)|corrupt|unexpected end of file|input file/i,
    "repository_damaged",
    "The dump cannot be read: it is damaged.",
  ],
];

/** What restic says → what it means. */
const RESTIC_RULES: readonly Rule[] = [
  [
    /wrong password or no key found/,
    "wrong_repository_key",
    "The key does not open the repository: RESTIC_PASSWORD is not the one it was created with.",
  ],
  [/already locked/, "repository_locked", "Another process holds the repository's lock."],
  [
    /ciphertext verification failed|invalid data returned|hash does not match|Pack ID does not match|wrong data|does not match id|not contained in|repository contains errors|config cannot be loaded|not found in (the )?index|StreamPack: .*(no such file|does not exist)/i,
    "repository_damaged",
    "The repository is damaged: stored data is missing or was changed.",
  ],
  [/no space left on device|disk quota exceeded/i, "not_enough_disk", "The disk is full."],
  [
    /no matching ID found|no snapshot found|invalid id|multiple IDs with prefix/i,
    "snapshot_missing",
    "The repository holds no such snapshot.",
  ],
  [
    /access ?denied|InvalidAccessKeyId|SignatureDoesNotMatch|forbidden|permission denied|operation not permitted|read-only file system/i,
    "permission_denied",
    "Access was refused by the repository's storage or by a directory.",
  ],
  [
    /NoSuchBucket|NoSuchKey|specified (key|bucket) does not exist|config file: .*(no such file|not exist)|does not exist/i,
    "repository_missing",
    "There is no repository at the configured place.",
  ],
  [
    /connection refused|no such host|i\/o timeout|TLS handshake|x509|network is unreachable|connection reset|server misbehaving|not a directory|input\/output error|unable to (create lock in backend|open config file|open repository)|create repository at .* failed/i,
    "repository_unreachable",
    "The repository's storage does not answer.",
  ],
];

const DETAIL_CHARACTERS = 400;

function explain(rules: readonly Rule[], text: string, what: string): ToolboxFailure {
  const rule = rules.find(([pattern]) => pattern.test(text));
  const lines = text.split("\n").map((line) => line.trim());
  const telling = rule === undefined ? undefined : lines.find((line) => rule[0].test(line));
  const detail = (telling ?? lines.findLast((line) => line !== "") ?? "").slice(0, DETAIL_CHARACTERS);
  if (rule === undefined)
    return new ToolboxFailure("failed", `${what} failed: ${detail || "it gave no reason."}`);
  return new ToolboxFailure(rule[1], `${rule[2]} (${what}: ${detail})`);
}

/** A failure of pg_dump, pg_restore or a statement in words. Secrets are taken out where it is told. */
export const explainPostgres = (text: string, what: string): ToolboxFailure =>
  explain(what === "pg_restore" ? DUMP_RULES : POSTGRES_RULES, text, what);

/** A failure of restic in words. Secrets are taken out where it is told. */
export const explainRestic = (text: string, what: string): ToolboxFailure =>
  explain(RESTIC_RULES, text, what);
