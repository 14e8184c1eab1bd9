import type { ManifestObject } from "@/lib/domain/manifest/object";
import type { JobOutcome } from "@/lib/ports/cluster";
import type { FakeCluster } from "./fake-cluster";

type Copy = { data: string; purpose: "restored" | "kept" | "living"; operation: string };
type Told = { args: readonly string[]; operation: string };

const ended = (report: object, succeeded: boolean): JobOutcome => ({
  succeeded,
  exitCode: succeeded ? 0 : 1,
  message: JSON.stringify(report),
  reason: succeeded ? "CompletionsReached" : "BackoffLimitExceeded",
  logTail: [],
});
const said = (report: object): JobOutcome => ended({ ok: true, ...report }, true);
const fault = (message: string, name = "failed", more: object = {}): JobOutcome =>
  ended({ ok: false, error: { step: "look", name, message }, ...more }, false);
const ATTACHMENTS = { total: 10, present: 10, percent: 100, missing: [] };

/**
 * The databases of one environment by name, and what the toolbox's Jobs do to them under its rules: marks say who made
 * what, an exchange repeated is one exchange, and each Job does its deed once, when it ends.
 */
export class FakeCopies {
  readonly databases = new Map<string, Copy>([["nw", { data: "before", purpose: "living", operation: "" }]]);
  /** What the repository holds, as a restore brings it back. */
  saved = "from the backup";
  /** Figures that the backup recorded; null in one from before they were. */
  recorded: Readonly<Record<string, string>> | null = { orders: "42" };
  /** The Jobs that did something, by name without the operation's, in order. */
  readonly deeds: string[] = [];
  /** By Job: it ends with this fault, having done nothing. */
  readonly faults = new Map<string, { message: string; name?: string; more?: object }>();
  /** What a Job that reads a backup back finds, and leaves a copy of where that is wanted. */
  verified: Readonly<Record<string, unknown>> = {};
  /** How many keys a Job can put into a copy of its own. */
  keys = 1;
  /** What a Job that measures finds. */
  reading: Readonly<Record<string, unknown>> = READING;
  /** By Job: it does its deed, and its report is lost. */
  readonly silent = new Set<string>();
  /** Whether each exchange happened with the ERP's pods still wanted. */
  readonly podsAtExchange: number[] = [];
  readonly #ended = new Map<string, JobOutcome>();

  constructor(cluster: FakeCluster) {
    const follow = cluster.waits.job;
    cluster.waits.job = async (namespace, name, options) => {
      const live = cluster.live.get(`batch/v1|Job|${namespace}|${name}`);
      await follow(namespace, name, options);
      const known = this.#ended.get(name);
      const now = known ?? this.#end(name.replace(/^op-[0-9a-f]{8}-/, ""), toldBy(live), cluster);
      this.#ended.set(name, now);
      return now;
    };
  }

  /** A Job that is removed and made again runs again; its fault is over. */
  forget(job: string): void {
    this.faults.delete(job);
    for (const name of this.#ended.keys()) if (name.endsWith(`-${job}`)) this.#ended.delete(name);
  }

  get living(): string | undefined {
    return this.databases.get("nw")?.data;
  }

  /** Names beside the living database. */
  get beside(): string[] {
    return [...this.databases.keys()].filter((name) => name !== "nw").sort();
  }

  #end(job: string, told: Told, cluster: FakeCluster): JobOutcome {
    const broken = this.faults.get(job);
    if (broken !== undefined) return fault(broken.message, broken.name, broken.more);
    this.deeds.push(job);
    const outcome = this.#run(told, cluster);
    return this.silent.has(job) ? { ...outcome, succeeded: false, message: "" } : outcome;
  }

  #run({ args, operation }: Told, cluster: FakeCluster): JobOutcome {
    const given = (option: string) => args[args.indexOf(option) + 1] ?? "";
    if (args[0] === "backup") return said(BACKUP);
    if (args[0] === "archive") return said({ serverTime: "2026-11-21T10:00:00.000Z", archivedSeconds: 0.4 });
    if (args[0] === "restore") {
      const database = given("--into-database");
      const data = args.includes("--from-server") ? "of the second" : this.saved;
      this.databases.set(database, { data, purpose: "restored", operation });
      const restored = { database, filestore: given("--into-filestore"), repeated: false };
      const figures = { recorded: this.recorded, differing: {} };
      return said({ ...restored, figures, rowCounts: { sale_order: 42 }, attachments: ATTACHMENTS });
    }
    if (args[0] === "verify") {
      if (args.includes("--into-database"))
        this.databases.set(given("--into-database"), { data: this.saved, purpose: "restored", operation });
      return said(this.verified);
    }
    if (args[0] === "neutralize") {
      const copy = this.databases.get(given("-d"));
      if (copy === undefined) return fault(`${given("-d")} does not exist.`, "database_missing");
      this.databases.set(given("-d"), { ...copy, data: `${copy.data}, harmless` });
      return said({});
    }
    if (args[0] === "drop")
      return this.#drop(given("--made-by"), args.includes("--spare") ? given("--spare") : null);
    if (args[0] === "measure") return said(this.reading);
    if (args[0] === "ready") return said({ keys: this.keys, figures: this.recorded ?? {}, unread: {} });
    if (args[0] === "inspect")
      return said({ points: [], more: 0, sizes: { [given("--database-snapshot")]: 4_000 } });
    if (args[0] !== "swap") return fault(`unknown command ${args[0]}`);
    return this.#swap({ operation, coming: given("--with"), aside: given("--keep-as") }, args, cluster);
  }

  #drop(operation: string, spare: string | null): JobOutcome {
    const ours = this.beside.filter((name) => this.databases.get(name)?.operation === operation);
    const gone = ours.filter((name) => name !== spare);
    for (const name of gone) this.databases.delete(name);
    return said({ databases: gone, spared: gone.length < ours.length });
  }

  #swap(
    { operation, coming, aside }: { operation: string; coming: string; aside: string },
    args: readonly string[],
    cluster: FakeCluster,
  ): JobOutcome {
    const report = {
      repeated: false,
      keptDatabase: aside,
      before: { orders: "45" },
      after: { orders: "42" },
    };
    const kept = this.databases.get(aside);
    if (kept?.purpose === "kept" && kept.operation === operation)
      return said({ ...report, swapped: true, repeated: true });
    if (kept !== undefined) return fault(`${aside} exists already.`, "target_exists");
    const copy = this.databases.get(coming);
    const madeBy = args[args.indexOf("--made-by") + 1];
    const living = this.databases.get("nw");
    const whoever = living?.purpose === "living" ? living.operation : null;
    if (copy === undefined && args.includes("--if-there"))
      return whoever === madeBy
        ? fault("There is nothing to put back.", "database_missing")
        : said({ ...report, swapped: false, keptDatabase: null });
    const alone = {
      ...report,
      swapped: true,
      keptDatabase: null,
      before: {},
      beforeUnknown: "There was none.",
    };
    if (copy === undefined && whoever === operation) return said({ ...alone, repeated: true });
    if (copy === undefined) return fault(`${coming} does not exist.`, "database_missing");
    if (copy.operation !== madeBy) return fault(`${coming} is another operation's.`, "bad_settings");
    this.podsAtExchange.push(podsOf(cluster));
    this.databases.delete(coming);
    if (living !== undefined) this.databases.set(aside, { data: living.data, purpose: "kept", operation });
    this.databases.set("nw", { data: copy.data, purpose: "living", operation });
    return said(living === undefined ? alone : { ...report, swapped: true });
  }
}

const READING = {
  ...{ heartbeatAt: "2026-11-21T08:59:58.000Z", heartbeatFrom: "heartbeat" },
  ...{ rowCounts: { sale_order: 42 }, attachments: ATTACHMENTS, filesHashed: 10, filesWrong: 0 },
  ...{ modulesRight: 2, modulesWrong: [], modulesUnfinished: [] },
};
const BACKUP = {
  ...{ repeated: false, databaseSnapshotId: "d1".repeat(4), filestoreSnapshotId: "f1".repeat(4) },
  ...{ dumpBytes: 4_000, dumpSha256: "0".repeat(64), filestoreBytes: 6_000, addedBytes: 3_000 },
  ...{ attachments: ATTACHMENTS, walPosition: "0/1", serverTime: "2026-11-21T10:00:00.000Z" },
  postgresVersion: "17.2",
};

type Pod = { containers?: { args?: string[]; env?: { name: string; value?: string }[] }[] };

function toldBy(job: ManifestObject | undefined): Told {
  const spec = job?.["spec"] as { template?: { spec?: Pod } } | undefined;
  const [container] = spec?.template?.spec?.containers ?? [];
  const operation = container?.env?.find(({ name }) => name === "OPERATION")?.value ?? "";
  return { args: container?.args ?? [], operation };
}

/** Pods that the ERP's Deployments want. */
const podsOf = ({ live }: FakeCluster): number =>
  [...live.values()]
    .filter(({ kind, metadata }) => kind === "Deployment" && ["web", "cron"].includes(metadata.name))
    .reduce((sum, { spec }) => sum + ((spec as { replicas?: number } | undefined)?.replicas ?? 1), 0);
