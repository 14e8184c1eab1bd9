import { beforeEach, describe, expect, it } from "vitest";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import type { Step } from "@/lib/engine/step";
import { DeployHarness, NEW_IMAGE, next, OLD_IMAGE } from "@/lib/testing/deploy-harness";
import type { DeployEffects } from "./effects";
import { quiesceStep } from "./quiesce-step";
import { DEPLOY_STEP_LIST } from "./steps";

const NAMESPACE = "northwind-production";
const ROUTE = `traefik.io/v1alpha1|IngressRoute|${NAMESPACE}|web`;
const WEIGHTS = `traefik.io/v1alpha1|TraefikService|${NAMESPACE}|web`;
const deployment = (name: string) => `apps/v1|Deployment|${NAMESPACE}|${name}`;

let on: DeployHarness;
beforeEach(async () => {
  on = await DeployHarness.begin();
});

const live = (key: string): ManifestObject | undefined => on.cluster.live.get(key);
const text = (key: string): string => JSON.stringify(live(key) ?? null);
const replicas = (name: string): unknown =>
  (live(deployment(name))?.["spec"] as { replicas?: number })?.replicas;
const isClosed = (): boolean => text(ROUTE).includes("maintenance-closed");
const share = (): number[] => [...text(WEIGHTS).matchAll(/"weight":(\d+)/g)].map((match) => Number(match[1]));

/** The steps, some of them looked at just before they act. */
const seenBefore = (names: string | readonly string[], look: () => void): readonly Step<DeployEffects>[] =>
  DEPLOY_STEP_LIST.map((step) =>
    ![names].flat().includes(step.name)
      ? step
      : {
          ...step,
          perform: (effects, ctx) => {
            look();
            return step.perform(effects, ctx);
          },
        },
  );
/** The fault is in the new release only: with the old image the checks pass again. */
const healing = (): readonly Step<DeployEffects>[] =>
  seenBefore("restore_smoke", () => {
    on.erp.failing.clear();
    on.erp.pageStatus = 200;
  });
const crash = { reason: "CrashLoopBackOff", detail: "exit 1: ValueError", logTail: [] };

describe("a canary", () => {
  beforeEach(() => {
    on.strategy = "canary";
  });

  it("is checked before any visitor meets it, shares 10, then 50, and leaves nothing behind", async () => {
    const shares: number[][] = [];
    const steps = seenBefore(["canary_smoke", "widen", "rollout"], () => void shares.push(share()));
    const { ledger } = await on.deploy(on.newLedger(), steps);
    expect(ledger.ended?.state).toBe("succeeded");
    expect(shares).toEqual([[100], [90, 10], [50, 50]]);
    expect(share()).toEqual([100]);
    expect(live(deployment("web-canary"))).toBeUndefined();
    expect(text(deployment("web"))).toContain(NEW_IMAGE);
    expect(on.erp.services).toEqual(["web-canary", "web"]);
  });

  it("leaves the release that runs and its scheduled work alone until the rollout", async () => {
    let before = "";
    await on.deploy(
      on.newLedger(),
      seenBefore("rollout", () => {
        before = text(deployment("web")) + text(deployment("cron"));
      }),
    );
    expect(before).not.toContain(NEW_IMAGE);
    expect(before).toContain(OLD_IMAGE);
  });

  it("that crashes meets no visitor and goes", async () => {
    const before = on.standing();
    on.cluster.badImages.set(NEW_IMAGE, crash);
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(ledger.ended?.sentence).toMatch(
      /web-canary pods crash-looped .*; no visitor met the new release\.$/,
    );
    expect(on.standing()).toEqual(before);
    expect(on.cluster.changes.filter((change) => change.includes("Deployment web-"))).toEqual([
      "create Deployment web-canary",
      "remove Deployment web-canary",
    ]);
  });

  it("that fails a business check meets no visitor and goes", async () => {
    const before = on.standing();
    on.erp.failing.set("work_order", "KeyError");
    const { ledger } = await on.deploy(on.newLedger(), healing());
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(ledger.ended?.sentence).toContain("no visitor met the new release");
    expect(on.standing()).toEqual(before);
  });

  it("gives everybody back when the rollout behind it fails", async () => {
    const before = on.standing();
    const steps = seenBefore("rollout", () => void on.cluster.badImages.set(NEW_IMAGE, crash));
    const { ledger } = await on.deploy(on.newLedger(), steps);
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(on.standing()).toEqual(before);
  });
});

describe("a recreate", () => {
  beforeEach(() => {
    on.strategy = "recreate";
    const modules = next.modules.map((module) => ({ ...module, schemaChange: true }));
    on.records.subject = { ...on.records.subject, release: { ...next, modules } };
  });

  it("has closed the door, stopped scheduled work and taken the old pods away before it migrates", async () => {
    const seen: unknown[] = [];
    const steps = seenBefore("migrate", () => seen.push([isClosed(), replicas("web"), replicas("cron")]));
    const { ledger } = await on.deploy(on.newLedger(), steps);
    expect(ledger.ended?.state).toBe("succeeded");
    expect(seen).toEqual([[true, 0, 0]]);
  });

  it("checks and warms the new release before it lets anybody in, and takes the page away", async () => {
    const seen: unknown[] = [];
    const steps = seenBefore("smoke", () => seen.push([isClosed(), replicas("web"), replicas("cron")]));
    await on.deploy(on.newLedger(), steps);
    expect(seen).toEqual([[true, 2, 0]]);
    expect(isClosed()).toBe(false);
    expect(replicas("cron")).toBe(1);
    expect(on.erp.warmed).toBe(1);
    expect([...on.cluster.live.keys()].filter((key) => key.includes("maintenance"))).toEqual([]);
  });

  it("waits for running work and tells what it waits for", async () => {
    on.erp.busy.push({ jobs: 2, crons: 0, transactions: 1, longestSeconds: 14 });
    const steps = DEPLOY_STEP_LIST.map((step) => (step.name === "quiesce" ? quiesceStep(1) : step));
    const { ledger } = await on.deploy(on.newLedger(), steps);
    expect(ledger.ended?.state).toBe("succeeded");
    expect(ledger.story.map(({ text: line }) => line)).toContain(
      "Still running: 2 jobs and 1 open transaction, the longest since 14 s.",
    );
  });

  it("opens again on the old release when running work does not end", async () => {
    const before = on.standing();
    on.erp.activity = async () => ({ jobs: 1, crons: 0, transactions: 0, longestSeconds: 600 });
    const ledger = on.newLedger();
    ledger.steps = ledger.steps.map((step) =>
      step.name === "quiesce" ? { ...step, parameters: { drainSeconds: 0 } } : step,
    );
    await on.deploy(ledger);
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(ledger.ended?.sentence).toContain("running work did not end within 0 s: 1 job");
    expect(ledger.ended?.sentence).not.toContain("kept serving");
    expect(on.created("Job")).toEqual([]);
    expect(on.standing()).toEqual(before);
  });

  const badJob = {
    succeeded: false,
    exitCode: 255,
    message: "",
    reason: "BackoffLimitExceeded",
    logTail: [],
  };
  const failures: [string, () => void][] = [
    [
      "the module update",
      () => {
        on.cluster.job = { outcome: badJob, lines: [] };
      },
    ],
    ["the rollout", () => void on.cluster.badImages.set(NEW_IMAGE, crash)],
    ["a business check", () => void on.erp.failing.set("invoice", "no journal")],
    [
      "warming",
      () => {
        on.erp.pageStatus = 500;
      },
    ],
  ];
  it.each(failures)("opens again on the old release, checked, when %s fails", async (_what, arrange) => {
    const before = on.standing();
    arrange();
    const { ledger } = await on.deploy(on.newLedger(), healing());
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(on.records.smokes.get("restore_smoke")?.passed).toBe(true);
    expect(on.standing()).toEqual(before);
  });

  it("keeps the door closed and says so when the old release does not hold either", async () => {
    on.erp.failing.set("invoice", "no journal");
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(ledger.ended?.sentence).toMatch(/The door is closed: visitors see the maintenance page\.$/);
    expect(isClosed()).toBe(true);
    expect(replicas("cron")).toBe(0);
  });

  it("tells visitors what happens and until when", async () => {
    let page = "";
    const steps = seenBefore("migrate", () => {
      page = text(`v1|ConfigMap|${NAMESPACE}|maintenance`);
    });
    await on.deploy(on.newLedger(), steps);
    expect(page).toContain("Northwind Production is being updated");
    expect(page).toContain("op-3f9a1c2b");
  });
});

describe("an environment in the shape of before", () => {
  /** Routes straight to the Service, no weighted entrance. */
  const olden = async (): Promise<void> => {
    const { objects } = on.records.subject.previousManifest ?? { objects: [] };
    const old = objects
      .filter(({ kind }) => kind !== "TraefikService")
      .map((object) =>
        object.kind === "IngressRoute"
          ? { ...object, spec: { routes: [{ match: "Host(`x`)", services: [{ name: "web", port: 8069 }] }] } }
          : object,
      );
    on.cluster.live.clear();
    on.records.subject = { ...on.records.subject, previousManifest: { id: "m0", objects: old } };
    await on.putLive(old);
  };

  it.each(["rolling", "canary", "recreate"] as const)("moves to the new one by %s", async (strategy) => {
    await olden();
    on.strategy = strategy;
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("succeeded");
    expect(text(ROUTE)).toContain("TraefikService");
    expect(share()).toEqual([100]);
  });

  it.each(["rolling", "canary", "recreate"] as const)("and back to its own by %s", async (strategy) => {
    await olden();
    const before = on.standing();
    on.strategy = strategy;
    on.cluster.badImages.set(NEW_IMAGE, crash);
    const { ledger } = await on.deploy();
    expect(ledger.ended?.state).toBe("rolled_back");
    expect(on.standing()).toEqual(before);
  });
});
