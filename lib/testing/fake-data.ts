import type { ManifestObject } from "@/lib/domain/manifest/object";
import type { JobOutcome } from "@/lib/ports/cluster";
import type { FakeCluster } from "./fake-cluster";

const GOOD: JobOutcome = {
  succeeded: true,
  exitCode: 0,
  message: "",
  reason: "CompletionsReached",
  logTail: [],
};
const said = (report: object): JobOutcome => ({ ...GOOD, message: JSON.stringify(report) });
const fault = (message: string): JobOutcome => ({
  ...said({ ok: false, error: { step: "look", name: "failed", message } }),
  succeeded: false,
  exitCode: 1,
});

/**
 * The data of one environment in memory, and what Jobs do to them: each does its deed once, when it ends. The module
 * update's Job ends as the cluster is told, and leaves the data half-way when it fails.
 */
export class FakeData {
  /** What lives, what the checkpoint holds, and what stands beside by its database's name. */
  living = "before";
  saved: string | null = null;
  readonly beside = new Map<string, string>();
  /** Each deed, in order. */
  readonly deeds: string[] = [];
  /** Attachments that the checkpoint finds without their file. */
  missing = 0;
  /** By Job: its next end is this fault. */
  readonly faults = new Map<string, string>();
  /** Components that had pods when the data were exchanged. */
  podsAtSwap: readonly string[] | null = null;
  readonly #cluster: FakeCluster;
  readonly #ended = new Map<string, JobOutcome>();

  constructor(cluster: FakeCluster) {
    this.#cluster = cluster;
    const follow = cluster.waits.job;
    cluster.waits.job = async (namespace, name, options) => {
      const live = cluster.live.get(`batch/v1|Job|${namespace}|${name}`);
      const outcome = await follow(namespace, name, options);
      const known = this.#ended.get(name);
      const now = known ?? this.#end(name.replace(/^op-[0-9a-f]{8}-/, ""), argsOf(live), outcome);
      this.#ended.set(name, now);
      return now;
    };
  }

  #end(job: string, args: readonly string[], outcome: JobOutcome): JobOutcome {
    this.deeds.push(job);
    const broken = this.faults.get(job);
    if (broken !== undefined) return fault(broken);
    const given = (option: string) => args[args.indexOf(option) + 1] ?? "";
    if (job === "migrate") {
      this.living = outcome.succeeded ? "updated" : "half-updated";
      return outcome;
    }
    if (job === "backup") return this.#save();
    if (job === "restore") {
      this.beside.set(given("--into-database"), this.saved ?? "nothing");
      return said({ ok: true, database: given("--into-database"), filestore: given("--into-filestore") });
    }
    if (job === "swap") {
      this.podsAtSwap = podsOf(this.#cluster);
      const coming = this.beside.get(given("--with"));
      if (coming === undefined) return fault(`${given("--with")} does not exist.`);
      this.beside.delete(given("--with"));
      this.beside.set(given("--keep-as"), this.living);
      this.living = coming;
      return said({ ok: true, swapped: true, repeated: false });
    }
    this.beside.clear();
    return said({ ok: true });
  }

  #save(): JobOutcome {
    this.saved = this.living;
    const attachments = {
      total: 10,
      present: 10 - this.missing,
      percent: 100 - this.missing * 10,
      missing: this.missing > 0 ? ["ab/abcdef"] : [],
    };
    return said({
      ...{
        ok: true,
        repeated: false,
        databaseSnapshotId: "d1".repeat(4),
        filestoreSnapshotId: "f1".repeat(4),
      },
      ...{ dumpBytes: 4_000, dumpSha256: "0".repeat(64), filestoreBytes: 6_000, addedBytes: 3_000 },
      ...{ attachments, walPosition: "0/1", serverTime: "2026-11-21T10:00:00.000Z", postgresVersion: "17.2" },
    });
  }
}

function argsOf(job: ManifestObject | undefined): readonly string[] {
  const spec = job?.["spec"] as { template?: { spec?: { containers?: { args?: string[] }[] } } } | undefined;
  return spec?.template?.spec?.containers?.[0]?.args ?? [];
}

/** ERP Deployments that want pods. */
const podsOf = ({ live }: FakeCluster): string[] =>
  [...live.values()].flatMap(({ kind, metadata, ...rest }) => {
    const { replicas = 1 } = (rest["spec"] ?? {}) as { replicas?: number };
    const isErp = kind === "Deployment" && ["web", "cron"].includes(metadata.name);
    return isErp && replicas > 0 ? [metadata.name] : [];
  });
