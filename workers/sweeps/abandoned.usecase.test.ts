import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRecoveryRecords } from "@/lib/data/ledger/recovery-rows";
import { CLUSTER_API, recoveryClusterName } from "@/lib/domain/manifest/recovery-cluster";
import { FIELD_MANAGER } from "@/lib/domain/manifest/spec";
import { renderToolboxJob, renderToolboxSecret } from "@/lib/domain/manifest/toolbox-job";
import { operationDigits } from "@/lib/domain/operation/name";
import { toolboxSpec } from "@/lib/operations/recovery/backup-job";
import { TransientFailure } from "@/lib/ports/failure";
import { fakeSeal } from "@/lib/testing/fake-seal";
import { makeWorld, type World } from "@/lib/testing/world";
import { takeBackup } from "@/lib/usecases/backup/take";
import type { Context } from "@/lib/usecases/context";
import { abortOperation } from "@/lib/usecases/operation/abort";
import { recordOutcome } from "@/lib/usecases/operation/record-outcome";
import { makeSurroundings } from "../testing";
import { abandonedSweep } from "./abandoned";

let world: World;
let manager: Context;
beforeAll(async () => {
  world = await makeWorld();
  manager = await world.person("release_manager");
  const { tenantId } = world;
  const sealedPassword = new Uint8Array([1]);
  await world.db.prisma.backupStore.create({ data: { tenantId, repository: "/backups/x", sealedPassword } });
});
afterAll(() => world.close());

/** A backup whose Job stands on the cluster, aborted by a person while it runs. */
async function abortedBackup() {
  const surroundings = makeSurroundings(world);
  const { id: releaseId } = await world.release();
  const { id: environmentId } = await world.environment("staging", releaseId);
  const { id: operationId, version } = await takeBackup(manager, { environmentId });
  const records = createRecoveryRecords({ db: world.db, channel: world.ports.channel, seal: fakeSeal });
  const subject = await records.backupOf(operationId);
  if (subject === null) throw new Error("no backup");
  const job = { name: "backup", args: ["backup"] };
  const spec = toolboxSpec({ toolboxImage: "toolbox:1", scratchGibibytes: 50 }, subject, job);
  const store = { repository: "/backups/x", variables: { RESTIC_PASSWORD: "k" } };
  const options = { fieldManager: FIELD_MANAGER, signal: new AbortController().signal };
  const objects = [renderToolboxJob(spec), renderToolboxSecret(spec, store, null)];
  await surroundings.cluster.objects.apply(objects, options);
  await abortOperation(manager, { operationId, version, reason: "The wrong environment" });
  const { deps, cluster } = surroundings;
  const sweep = abandonedSweep(deps, new AbortController().signal);
  const left = () =>
    world.db.prisma.abandonedJob.findUnique({
      where: { operationId_name: { operationId, name: "backup" } },
    });
  const kinds = () => [...cluster.live.values()].map(({ kind }) => kind);
  return { cluster, sweep, left, kinds, environmentId };
}

it("an aborted backup leaves neither its Job nor its key on the cluster", async () => {
  const { sweep, left, kinds, environmentId } = await abortedBackup();
  expect(kinds()).toEqual(["Job", "Secret"]);
  const [backup] = await world.db.prisma.backup.findMany({ where: { environmentId } });
  expect(backup?.state).toBe("failed");
  await sweep();
  expect([kinds(), await left()]).toEqual([[], null]);
});

it("is asked for again when the cluster does not answer, later each time", async () => {
  const { cluster, sweep, left, kinds } = await abortedBackup();
  cluster.trouble.push({ call: "remove", error: new TransientFailure("the cluster does not answer") });
  const before = Date.now();
  await sweep();
  const row = await left();
  expect(row?.attempts).toBe(1);
  expect(row?.dueAt.getTime()).toBeGreaterThanOrEqual(before + 10_000);
  expect(kinds()).toEqual(["Job", "Secret"]);
  await world.db.prisma.abandonedJob.updateMany({
    where: { id: row?.id ?? "" },
    data: { dueAt: new Date(0) },
  });
  await sweep();
  expect([kinds(), await left()]).toEqual([[], null]);
});

it("a Job that has ended stays for its log; its key goes", async () => {
  const { cluster, sweep, kinds } = await abortedBackup();
  const job = [...cluster.live.values()].find(({ kind }) => kind === "Job");
  if (job === undefined) throw new Error("no Job");
  job["status"] = { conditions: [{ type: "Failed", status: "True" }] };
  await sweep();
  expect(kinds()).toEqual(["Job"]);
});

/** A restore of a second whose worker died, and whose server aside nobody removed. */
async function brokenOff(removed: boolean) {
  const surroundings = makeSurroundings(world);
  const { id: releaseId } = await world.release();
  const { id: environmentId } = await world.environment("staging", releaseId);
  const { tenantId, clusterId } = world;
  const step = (name: string, position: number, result: { removed: boolean } | null) => ({
    ...{ name, position, timeoutMs: 1_000, state: "done" as const },
    ...(result === null ? {} : { result }),
    parameters: { recovery: { cluster: "pg", environment: { namespace: "plant" } } },
  });
  const { id: operationId } = await world.db.prisma.operation.create({
    data: {
      ...{ kind: "restore", state: "running", tenantId, environmentId, clusterId },
      ...{ deadlineAt: new Date(), correlationId: randomUUID() },
      steps: { create: [step("recover", 0, null), step("remove_recovery", 1, { removed })] },
    },
  });
  const aside = recoveryClusterName("pg", operationDigits(operationId));
  const cluster = (name: string) => ({
    ...{ apiVersion: CLUSTER_API, kind: "Cluster" },
    metadata: { name, namespace: "plant" },
  });
  const options = { fieldManager: FIELD_MANAGER, signal: new AbortController().signal };
  await surroundings.cluster.objects.apply([cluster("pg"), cluster(aside)], options);
  const end = {
    state: "failed",
    touched: true,
    failure: null,
    needsAttention: false,
    sentence: "It broke.",
  } as const;
  await world.db.transaction((tx) => recordOutcome(tx, { operationId, end, now: new Date() }));
  await abandonedSweep(surroundings.deps, new AbortController().signal)();
  const standing = [...surroundings.cluster.live.values()].map(({ metadata }) => metadata.name);
  return { standing, aside };
}

it("a server that a restore brought up aside and did not remove goes; the living one stays", async () => {
  expect((await brokenOff(false)).standing).toEqual(["pg"]);
});

it("what its operation has removed itself is not looked for", async () => {
  const { standing, aside } = await brokenOff(true);
  expect(standing).toEqual(["pg", aside]);
});
