import { beforeEach, describe, expect, it } from "vitest";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { isClosedDoor } from "@/lib/domain/operation/rollout";
import type { Step } from "@/lib/engine/step";
import { DeployHarness, NEW_IMAGE, next } from "@/lib/testing/deploy-harness";
import type { DeployEffects } from "./effects";
import { DEPLOY_STEP_LIST } from "./steps";

const NAMESPACE = "northwind-production";
const ROUTE = `traefik.io/v1alpha1|IngressRoute|${NAMESPACE}|web`;
const CRON = `apps/v1|Deployment|${NAMESPACE}|cron`;

let on: DeployHarness;
/** The environment needs attention: a deployment that changed the schema failed, and so did going back. */
beforeEach(async () => {
  on = await DeployHarness.begin();
  on.strategy = "recreate";
  on.erp.failing.set("work_order", "KeyError");
  const { ledger } = await on.deploy();
  expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
  expect(isShut()).toBe(true);
  on.strategy = "rolling";
  on.erp.failing.clear();
  on.records.smokes.clear();
});

const live = (key: string): ManifestObject | null => on.cluster.live.get(key) ?? null;
const isShut = (): boolean => isClosedDoor(live(ROUTE));
const replicas = (key: string): unknown =>
  (live(key)?.["spec"] as { replicas?: number } | undefined)?.replicas;

/** Notes down whether the door is shut just before each of these steps acts. */
function watching(names: readonly string[]) {
  const seen: [string, boolean][] = [];
  const steps = DEPLOY_STEP_LIST.map(
    (step): Step<DeployEffects> => ({
      ...step,
      perform: (effects, ctx) => {
        if (names.includes(step.name)) seen.push([step.name, isShut()]);
        return step.perform(effects, ctx);
      },
    }),
  );
  return { seen, steps };
}

describe("a deployment where the door was left closed", () => {
  it("opens it once the business checks have passed, and starts scheduled work", async () => {
    const { seen, steps } = watching(["rollout", "smoke", "record"]);
    const { ledger } = await on.deploy(on.newLedger(), steps);
    expect(ledger.ended).toMatchObject({ state: "succeeded", needsAttention: false });
    expect(seen).toEqual([
      ["rollout", true],
      ["smoke", true],
      ["record", false],
    ]);
    expect(on.liveWeb()).toContain(NEW_IMAGE);
    expect(replicas(CRON)).toBe(1);
    expect([...on.cluster.live.keys()].filter((key) => key.includes("maintenance"))).toEqual([]);
  });

  it("leaves it closed when they fail, and going back opens it only once its own checks pass", async () => {
    on.erp.failing.set("work_order", "KeyError");
    const { seen, steps } = watching([
      "restore_release",
      "restore_rollout",
      "restore_smoke",
      "restore_record",
    ]);
    const healing = steps.map((step) =>
      step.name === "restore_smoke"
        ? {
            ...step,
            perform: (...args: Parameters<typeof step.perform>) => {
              on.erp.failing.clear();
              return step.perform(...args);
            },
          }
        : step,
    );
    const { ledger } = await on.deploy(on.newLedger(), healing);
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(seen.map(([, shut]) => shut)).toEqual([...Array(seen.length - 1).fill(true), false]);
    expect(isShut()).toBe(false);
    expect(on.liveWeb()).not.toContain(NEW_IMAGE);
  });

  it("stays closed when going back fails too", async () => {
    on.erp.failing.set("work_order", "KeyError");
    const { ledger } = await on.deploy();
    expect(ledger.ended).toMatchObject({ state: "failed", needsAttention: true });
    expect(isShut()).toBe(true);
  });

  it("is opened by whoever goes on after a worker that died between checks and door", async () => {
    const smoke = DEPLOY_STEP_LIST.find(({ name }) => name === "smoke");
    const warm = on.erp.warm.bind(on.erp);
    let died = false;
    on.erp.warm = async (...args: Parameters<typeof warm>) => {
      if (died) return warm(...args);
      died = true;
      throw new Error("killed");
    };
    const ledger = on.newLedger();
    const dying = DEPLOY_STEP_LIST.map((step) =>
      step.name !== "smoke"
        ? step
        : {
            ...step,
            perform: async (...args: Parameters<typeof step.perform>) => {
              await expect(smoke?.perform(...args)).rejects.toThrow("killed");
              expect(await smoke?.isDone(...args)).toBeNull();
              return step.perform(...args);
            },
          },
    );
    await on.deploy(ledger, dying);
    expect(ledger.ended?.state).toBe("succeeded");
    expect(isShut()).toBe(false);
    expect(on.erp.runs).toBeGreaterThan(0);
    expect(on.records.subject.release.name).toBe(next.name);
  });
});
