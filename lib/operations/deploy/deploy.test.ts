import { beforeEach, describe, expect, it } from "vitest";
import { renderEnvironment } from "@/lib/domain/manifest/render";
import { planDeploy } from "@/lib/domain/operation/deploy";
import { type DeployRelease, neededModules, specOf } from "@/lib/domain/operation/deploy-subject";
import { markedWith } from "@/lib/domain/operation/rollout";
import { runOperation } from "@/lib/engine/run";
import type { Step } from "@/lib/engine/step";
import { TransientFailure } from "@/lib/ports/failure";
import { environmentSpec } from "@/lib/testing/cluster-spec";
import { FakeCluster, fakeClusters } from "@/lib/testing/fake-cluster";
import { FakeDeployRecords } from "@/lib/testing/fake-deploy-records";
import { FakeLedger } from "@/lib/testing/fake-ledger";
import { FakeErp, FakeRegistry } from "@/lib/testing/fake-outside";
import type { DeployEffects, GateAnswer } from "./effects";
import { DEPLOY_STEP_LIST, describeDeploy } from "./steps";

const OPERATION = "0199aaaa-0000-7000-8000-00003f9a1c2b";
const JOB = "op-3f9a1c2b-migrate";
const OLD_IMAGE = `sha256:${"a1".repeat(32)}`;
const NEW_IMAGE = `sha256:${"b2".repeat(32)}`;
const { release: oldRelease, ...environment } = environmentSpec();
const base = { name: "base", version: "19.0.1.3.0", schemaChange: false };
const barcode = { name: "stock_barcode_nw", version: "19.0.2.9.0", schemaChange: false };
const previous: DeployRelease = { ...oldRelease, id: "r1", modules: [base, barcode] };
const next: DeployRelease = {
  ...previous,
  id: "r2",
  name: "2026.11.2",
  digest: NEW_IMAGE,
  modules: [base, { ...barcode, version: "19.0.2.9.3" }],
};

let cluster: FakeCluster;
let records: FakeDeployRecords;
let erp: FakeErp;
let registry: FakeRegistry;
let answer: GateAnswer;

const effectsOf = (): DeployEffects => ({
  records,
  clusters: fakeClusters(cluster),
  registry,
  erp,
  evaluateGates: async () => answer,
});

const newLedger = () =>
  new FakeLedger(
    planDeploy({
      hasPreviousRelease: records.subject.previousRelease !== null,
      modules: neededModules(records.subject),
    }),
  );

async function deploy(ledger = newLedger(), steps: readonly Step<DeployEffects>[] = DEPLOY_STEP_LIST) {
  const effects = effectsOf();
  const result = await runOperation({
    operationId: OPERATION,
    workerId: "worker",
    ledger,
    steps,
    effects,
    signal: new AbortController().signal,
    describe: (facts) => describeDeploy(effects, OPERATION, facts),
    onBug: (error) => {
      throw error;
    },
    clock: {
      now: () => new Date(),
      monotonicMs: () => 0,
      sleep: async () => undefined,
      random: () => 0,
    },
  });
  return { result, ledger };
}

const liveImage = () => JSON.stringify(cluster.live.get("apps/v1|Deployment|northwind-production|web"));
const created = (kind: string) => cluster.changes.filter((change) => change.startsWith(`create ${kind} `));

beforeEach(async () => {
  cluster = new FakeCluster();
  erp = new FakeErp();
  registry = new FakeRegistry();
  answer = { passed: true, failures: [] };
  const shared = { host: "db", port: "5432", user: "erp", password: "p", dbname: "nw" };
  cluster.secrets.set("northwind-production/erp-database", shared);
  cluster.secrets.set("northwind-production/erp-api", { login: "ops", key: "k" });
  const subject = {
    operationId: OPERATION,
    clusterId: "c",
    environment,
    release: next,
    previousRelease: previous,
  };
  const objects = renderEnvironment(specOf({ ...subject, previousManifest: null }, previous));
  records = new FakeDeployRecords({ ...subject, previousManifest: { id: "m1", objects } });
  const { signal } = new AbortController();
  const marked = markedWith(objects, records.hash(objects));
  await cluster.objects.apply(marked, { fieldManager: "holdfast", signal });
  await cluster.waits.rollout("northwind-production", ["web", "cron"], {
    signal,
    onProgress: () => undefined,
  });
  cluster.changes.length = 0;
});

describe("a deployment that goes well", () => {
  it("migrates once, rolls out and checks the business", async () => {
    const { ledger } = await deploy();
    expect(ledger.ended?.sentence).toMatch(/^Northwind Production runs 2026\.11\.2 \(before: 2026\.11\.1\)/);
    expect(created("Job")).toEqual([`create Job ${JOB}`]);
    expect(liveImage()).toContain(NEW_IMAGE);
    expect(liveImage()).not.toContain(OLD_IMAGE);
    expect(erp.runs).toBe(1);
    expect(ledger.steps.filter(({ phase }) => phase === "rollback").map(({ state }) => state)).toEqual(
      Array(4).fill("skipped"),
    );
  });

  it("rehearses every object and the Job before it touches anything", async () => {
    await deploy();
    const kinds = cluster.rehearsals[0]?.map(({ kind }) => kind);
    expect(kinds).toContain("Deployment");
    expect(kinds?.at(-1)).toBe("Job");
  });

  it("updates exactly the modules that changed", async () => {
    await deploy();
    const job = JSON.stringify(cluster.live.get(`batch/v1|Job|northwind-production|${JOB}`));
    expect(job).toContain('"-u","stock_barcode_nw"');
    expect(job).not.toContain('"-i"');
  });

  it("has no migration when no module changed", async () => {
    records.subject = { ...records.subject, release: { ...next, modules: previous.modules } };
    const { ledger } = await deploy();
    expect(ledger.ended?.state).toBe("succeeded");
    expect(created("Job")).toEqual([]);
  });

  it("lays the foundation of a first deployment before its Job", async () => {
    cluster.live.clear();
    records.subject = { ...records.subject, previousRelease: null, previousManifest: null };
    const { ledger } = await deploy();
    expect(ledger.ended?.state).toBe("succeeded");
    const order = cluster.changes.map((change) => change.split(" ")[1]);
    expect(order.indexOf("Namespace")).toBeLessThan(order.indexOf("Job"));
    expect(order.indexOf("Job")).toBeLessThan(order.indexOf("Deployment"));
  });

  it("retries what is transient and tells it", async () => {
    cluster.trouble.push({ call: "apply", error: new TransientFailure("The API server answers 503.") });
    erp.trouble.push(new TransientFailure("The ERP does not answer yet."));
    const { ledger } = await deploy();
    expect(ledger.ended?.state).toBe("succeeded");
    expect(ledger.story.filter(({ kind }) => kind === "retry")).toHaveLength(2);
  });
});

describe("a refusal touches nothing", () => {
  const refusals: [string, () => void, RegExp][] = [
    [
      "a gate",
      () => {
        const failure = { title: "Digest passed stages", fact: "It has not passed UAT.", remedy: "Do." };
        answer = { passed: false, failures: [failure] };
      },
      /The gate “Digest passed stages” refuses: It has not passed UAT/,
    ],
    [
      "a missing privilege",
      () => {
        cluster.missingPrivilege = "deployments";
      },
      /may not patch deployments.apps/,
    ],
    [
      "a missing secret",
      () => void cluster.secrets.delete("northwind-production/erp-api"),
      /Secret erp-api does not exist in namespace northwind-production/,
    ],
    [
      "an empty key",
      () => void cluster.secrets.set("northwind-production/erp-api", { login: "ops", key: "" }),
      /Secret erp-api in namespace northwind-production lacks key/,
    ],
    ["an unknown image", () => void registry.missing.add(NEW_IMAGE), /The registry has no image/],
  ];
  it.each(refusals)("by %s", async (_, arrange, reason) => {
    arrange();
    const { ledger } = await deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", touched: false, needsAttention: false });
    expect(ledger.ended?.sentence).toMatch(/^Not deployed, nothing was touched: /);
    expect(ledger.ended?.sentence).toMatch(reason);
    expect(cluster.changes).toEqual([]);
  });
});

describe("a failure goes back by itself", () => {
  const badJob = {
    outcome: { succeeded: false, exitCode: 255, message: "", reason: "BackoffLimitExceeded", logTail: [] },
    lines: ["2026-11-21 10:00:00,123 7 ERROR nw odoo.modules.migration: column confirmed_badge exists"],
  };

  it("from a failed module update, without having touched the old pods", async () => {
    cluster.job = badJob;
    const { ledger } = await deploy();
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(ledger.ended?.sentence).toContain("exit 255: column confirmed_badge exists");
    expect(cluster.changes).toEqual([`create Job ${JOB}`]);
    expect(ledger.stateOf("rollout")).toBe("skipped");
    expect(ledger.stateOf("restore_smoke")).toBe("done");
  });

  it("from an update that ends 0 and lies", async () => {
    const lines = ["2026-11-21 10:00:00,123 7 WARNING nw odoo.modules: invalid module names, ignored: x"];
    cluster.job = { ...cluster.job, lines };
    const { ledger } = await deploy();
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.ended?.sentence).toContain("invalid module names");
  });

  it("from a crash loop, and the story has the pod's last lines", async () => {
    const logTail = ["ValueError: bad default"];
    cluster.badImages.set(NEW_IMAGE, { reason: "CrashLoopBackOff", detail: "exit 1: ValueError", logTail });
    const { ledger } = await deploy();
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.ended?.sentence).toMatch(
      /^Rolled back to 2026\.11\.1: web pods crash-looped \(exit 1: ValueError\) 0 s after the rollout began; the old pods kept serving\.$/,
    );
    expect(liveImage()).toContain(OLD_IMAGE);
    expect(ledger.story.map(({ text }) => text)).toContain("ValueError: bad default");
  });

  it("from a failing business check, with the failed run kept", async () => {
    erp.failing.set("work_order", "KeyError: confirmed_badge");
    const steps = DEPLOY_STEP_LIST.map((step) =>
      step.name === "restore_smoke" ? { ...step, perform: heal(step) } : step,
    );
    const { ledger } = await deploy(newLedger(), steps);
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.ended?.sentence).toContain(
      "the business check work_order failed (KeyError: confirmed_badge)",
    );
    expect(liveImage()).toContain(OLD_IMAGE);
    expect(records.smokes.get("smoke")?.passed).toBe(false);
    expect(records.smokes.get("restore_smoke")?.passed).toBe(true);
  });

  it("and calls a person when the old release does not work either", async () => {
    erp.failing.set("invoice", "no journal");
    const { ledger } = await deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.ended?.sentence).toContain("Going back to 2026.11.1 failed");
    expect(ledger.stateOf("restore_record")).toBe("skipped");
  });

  it("and calls a person at a first deployment, where nothing earlier exists", async () => {
    records.subject = { ...records.subject, previousRelease: null, previousManifest: null };
    erp.failing.set("invoice", "no journal");
    const { ledger } = await deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.stateOf("stop_here")).toBe("failed");
  });

  it("ends an update that still runs before it puts the old release back", async () => {
    const wait = cluster.waits.job;
    cluster.waits.job = async () => {
      throw new Error("broken in the middle");
    };
    const effects = effectsOf();
    const ledger = newLedger();
    await runOperation({
      ...{ operationId: OPERATION, workerId: "worker", ledger, steps: DEPLOY_STEP_LIST, effects },
      signal: new AbortController().signal,
      describe: (facts) => describeDeploy(effects, OPERATION, facts),
      onBug: () => undefined,
    });
    cluster.waits.job = wait;
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(cluster.changes).toContain(`remove Job ${JOB}`);
  });

  it("removes what only the new release brought", async () => {
    const { objects } = records.subject.previousManifest ?? { objects: [] };
    const fewer = objects.filter(({ kind }) => kind !== "PodDisruptionBudget");
    records.subject = { ...records.subject, previousManifest: { id: "m1", objects: fewer } };
    cluster.badImages.set(NEW_IMAGE, { reason: "CrashLoopBackOff", detail: "", logTail: [] });
    await deploy();
    expect(cluster.changes.some((change) => change.startsWith("remove PodDisruptionBudget"))).toBe(true);
  });
});

/** The fault is in the new release only: with the old image the checks pass again. */
const heal = (step: Step<DeployEffects>): Step<DeployEffects>["perform"] => {
  return (effects, ctx) => {
    erp.failing.clear();
    return step.perform(effects, ctx);
  };
};

describe("a deployment resumed by another worker", () => {
  const names = DEPLOY_STEP_LIST.map(({ name }) => name);
  const forward = names.filter((name) => !name.startsWith("restore") && name !== "stop_here");
  const backward = names.filter((name) => name.startsWith("restore"));

  /** Does the deed and dies before it can be written down. */
  const dyingIn = (name: string, ledger: FakeLedger) =>
    DEPLOY_STEP_LIST.map((step) =>
      step.name !== name
        ? step
        : {
            ...step,
            perform: async (effects: DeployEffects, ctx: Parameters<typeof step.perform>[1]) => {
              const outcome = await step.perform(effects, ctx).catch(() => null);
              ledger.lapse();
              await ledger.take(OPERATION, "thief");
              ledger.lapse();
              if (outcome === null) throw new Error("dead");
              return outcome;
            },
          },
    );

  it.each(forward)(
    "after it died in %s changes the cluster no further than an undisturbed one",
    async (name) => {
      const ledger = newLedger();
      const { result } = await deploy(ledger, dyingIn(name, ledger));
      expect(result).toBe("lost_lease");
      await deploy(ledger);
      expect(ledger.ended?.state).toBe("succeeded");
      expect(new Set(cluster.changes).size).toBe(cluster.changes.length);
      expect(created("Job")).toEqual([`create Job ${JOB}`]);
      expect(records.smokes.get("smoke")?.saved).toBe(1);
      expect(records.manifests.size).toBe(1);
    },
  );

  it.each(["rollout", ...backward])("after it died in %s goes back all the same", async (name) => {
    cluster.badImages.set(NEW_IMAGE, { reason: "CrashLoopBackOff", detail: "exit 1", logTail: [] });
    const ledger = newLedger();
    await deploy(ledger, dyingIn(name, ledger)).catch(() => undefined);
    await deploy(ledger);
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(liveImage()).toContain(OLD_IMAGE);
    expect(ledger.writes.filter((write) => write === "rollback")).toHaveLength(1);
  });
});
