import { nextOccurrence } from "@/lib/domain/schedule/cron";
import { at, record, text, timestamp } from "@/sandbox/api/json";
import type { KubeObject, Store } from "@/sandbox/api/store";
import { controllerReference, isReady } from "@/sandbox/controllers/pods";
import { keyOf, placeOf, WorkQueue } from "@/sandbox/controllers/work-queue";
import { askInstance } from "@/sandbox/postgres/cluster-controller";
import { namesOf } from "@/sandbox/postgres/objects";
import { BACKUPS, CLUSTERS, PLUGIN, SCHEDULED } from "@/sandbox/postgres/spec";
import type { BaseBackup } from "@/sandbox/postgres/store";

const BACKUP_LIMIT_MS = 4 * 3_600_000;
const RETRY_MS = 1_000;
const KEPT_OBJECTS = 20;

/** Takes a base backup for every Backup, and makes Backups as ScheduledBackups ask for them. */
export class BackupController {
  readonly #store: Store;
  readonly #backups: WorkQueue;
  readonly #schedules: WorkQueue;
  readonly #unsubscribe: (() => void)[];
  readonly #running = new Set<string>();
  #stopped = false;

  constructor(store: Store) {
    this.#store = store;
    this.#backups = new WorkQueue("backup", (key) => this.#begin(key));
    this.#schedules = new WorkQueue("scheduled backup", (key) => this.#tick(key));
    const add = (queue: WorkQueue) => (object: KubeObject) =>
      queue.add(keyOf(object.metadata.namespace, object.metadata.name));
    this.#unsubscribe = [
      store.subscribe(BACKUPS, ({ object }) => add(this.#backups)(object)),
      store.subscribe(SCHEDULED, ({ object }) => add(this.#schedules)(object)),
    ];
    store.list(BACKUPS).forEach(add(this.#backups));
    store.list(SCHEDULED).forEach(add(this.#schedules));
  }

  stop(): void {
    this.#stopped = true;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#backups.stop();
    this.#schedules.stop();
  }

  #begin(key: string): void {
    const { namespace, name } = placeOf(key);
    const backup = this.#store.get(BACKUPS, namespace, name);
    const phase = at(backup, "status", "phase");
    if (backup === undefined || phase === "completed" || phase === "failed" || this.#running.has(key)) return;
    if (
      at(backup, "spec", "method") !== "plugin" ||
      at(backup, "spec", "pluginConfiguration", "name") !== PLUGIN
    ) {
      this.#write(backup, { phase: "failed", error: `Only the method plugin with ${PLUGIN} is known here.` });
      return;
    }
    const cluster = this.#store.get(CLUSTERS, namespace, text(at(backup, "spec", "cluster", "name")) ?? "");
    const pod = cluster && this.#store.get("pods", namespace, namesOf(cluster).instance);
    if (pod === undefined || !isReady(pod)) {
      this.#write(backup, { phase: "pending" });
      this.#backups.addAfter(key, RETRY_MS);
      return;
    }
    this.#running.add(key);
    void this.#take(backup, pod).finally(() => this.#running.delete(key));
  }

  async #take(backup: KubeObject, pod: KubeObject): Promise<void> {
    const { name } = backup.metadata;
    const begun = { method: "plugin", startedAt: timestamp(), instanceID: { podName: pod.metadata.name } };
    this.#write(backup, { phase: "running", ...begun });
    try {
      const taken = (await askInstance(pod, "/pg/backup", {
        body: name,
        limitMs: BACKUP_LIMIT_MS,
      })) as BaseBackup;
      const { id, beginWal, endWal, beginLsn: beginLSN, endLsn: endLSN } = taken;
      const facts = { backupId: id, backupName: name, beginWal, endWal, beginLSN, endLSN };
      if (!this.#stopped)
        this.#write(backup, { phase: "completed", ...begun, ...facts, stoppedAt: timestamp() });
    } catch (error) {
      // A sandbox that stops takes the backup up again at its next start.
      const message = error instanceof Error ? error.message : String(error);
      if (!this.#stopped)
        this.#write(backup, { phase: "failed", ...begun, error: message, stoppedAt: timestamp() });
    }
  }

  #write({ metadata }: KubeObject, status: Record<string, unknown>): void {
    const change = (current: KubeObject) => ({
      ...current,
      status: { ...record(current["status"]), ...status },
    });
    this.#store.update(BACKUPS, metadata.namespace, metadata.name, change, { subresource: "status" });
  }

  #tick(key: string): void {
    const { namespace, name } = placeOf(key);
    const scheduled = this.#store.get(SCHEDULED, namespace, name);
    if (scheduled === undefined || scheduled.metadata.deletionTimestamp !== undefined) return;
    const last = text(at(scheduled, "status", "lastScheduleTime"));
    const since = new Date(last ?? scheduled.metadata.creationTimestamp ?? Date.now());
    const immediate = last === undefined && at(scheduled, "spec", "immediate") === true;
    const due = immediate ? new Date() : nextOf(text(at(scheduled, "spec", "schedule")) ?? "", since);
    const wait = due.getTime() - Date.now();
    if (wait > 0 || at(scheduled, "spec", "suspend") === true) {
      this.#schedules.addAfter(key, Math.max(wait, RETRY_MS));
      return;
    }
    this.#create(scheduled);
    this.#store.update(
      SCHEDULED,
      namespace,
      name,
      (current) => ({ ...current, status: { ...record(current["status"]), lastScheduleTime: timestamp() } }),
      { subresource: "status" },
    );
  }

  #create(scheduled: KubeObject): void {
    const { namespace = "", name } = scheduled.metadata;
    const { cluster, method, pluginConfiguration } = record(scheduled["spec"]);
    const suffix = new Date().toISOString().replace(/[-:T]/g, "").slice(0, 14);
    const labels = { "cnpg.io/scheduled-backup": name };
    this.#store.create(BACKUPS, {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Backup",
      metadata: {
        name: `${name}-${suffix}`,
        namespace,
        labels,
        ownerReferences: [controllerReference(scheduled)],
      },
      spec: { cluster, method, pluginConfiguration },
    });
    const all = this.#store
      .list(BACKUPS, namespace)
      .filter(({ metadata }) => metadata.labels?.[Object.keys(labels)[0] ?? ""] === name);
    for (const old of all
      .toSorted((one, other) => one.metadata.name.localeCompare(other.metadata.name))
      .slice(0, -KEPT_OBJECTS))
      this.#store.remove(BACKUPS, namespace, old.metadata.name);
  }
}

/** The operator's schedules have six fields, the first of them seconds. */
export function nextOf(schedule: string, after: Date): Date {
  const [seconds = "0", ...rest] = schedule.trim().split(/\s+/);
  if (!/^\d+$/.test(seconds) || rest.length !== 5)
    throw new Error(
      `The schedule “${schedule}” must have six fields, the first of them a number of seconds.`,
    );
  const next = nextOccurrence(rest.join(" "), "UTC", after);
  return new Date(next.getTime() + Number(seconds) * 1000);
}
