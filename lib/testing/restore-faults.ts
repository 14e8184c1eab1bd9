import type { StepContext } from "@/lib/engine/step";
import type { DeployEffects, DeployStep } from "@/lib/operations/deploy/effects";
import { RESTORE_STEP_LIST } from "@/lib/operations/restore/steps";
import { OPERATION } from "./deploy-harness";
import type { FakeLedger } from "./fake-ledger";
import type { RestoreHarness } from "./restore-harness";

type Perform = DeployStep["perform"];
export const replaced = (name: string, perform: (step: DeployStep) => Perform, steps = RESTORE_STEP_LIST) =>
  steps.map((step) => (step.name === name ? { ...step, perform: perform(step) } : step));

type Here = () => RestoreHarness;
type Steps = readonly DeployStep[];

export const breaking = (name: string, steps: Steps): Steps =>
  replaced(name, () => async () => Promise.reject(new Error("broken")), steps);

/** The fault is in the restored data only: what ran before passes its checks. */
export const healing = (at: Here): Steps =>
  replaced("start_again", (step) => (effects, ctx) => {
    at().on.erp.failing.clear();
    at().on.cluster.badImages.clear();
    at().on.erp.pageStatus = 200;
    return step.perform(effects, ctx);
  });

/** How each step that touches something can fail, and whether the data had been exchanged by then. */
export const faultsOf = (at: Here): readonly [string, boolean, () => Steps][] => [
  [
    "restore_beside",
    false,
    () => {
      at().data.faults.set("restore", { message: "The disk is full." });
      return healing(at);
    },
  ],
  ["quiesce", false, () => breaking("quiesce", healing(at))],
  [
    "swap",
    false,
    () => {
      at().data.faults.set("swap", { message: "Somebody is connected.", name: "database_in_use" });
      return healing(at);
    },
  ],
  [
    "swap",
    true,
    () => {
      at().data.silent.add("swap");
      return healing(at);
    },
  ],
  [
    "rollout",
    true,
    () =>
      replaced(
        "rollout",
        (step) => (effects, ctx) => {
          at().on.cluster.badImages.set(at().on.records.subject.release.digest, {
            reason: "CrashLoopBackOff",
            detail: "",
            logTail: [],
          });
          return step.perform(effects, ctx);
        },
        healing(at),
      ),
  ],
  [
    "smoke",
    true,
    () => {
      at().on.erp.failing.set("invoice", "no journal");
      return healing(at);
    },
  ],
  ["reconcile", true, () => breaking("reconcile", healing(at))],
  [
    "open",
    true,
    () => {
      at().on.erp.pageStatus = 500;
      return healing(at);
    },
  ],
];

async function thief(ledger: FakeLedger): Promise<void> {
  ledger.lapse();
  await ledger.take(OPERATION, "thief");
  ledger.lapse();
}

/** Does the deed and dies before it can be written down. */
export const dyingIn = (name: string, ledger: FakeLedger, steps: readonly DeployStep[]) =>
  replaced(
    name,
    (step) => async (effects, ctx) => {
      const outcome = await step.perform(effects, ctx).catch(() => null);
      await thief(ledger);
      if (outcome === null) throw new Error("dead");
      return outcome;
    },
    steps,
  );

/** The worker is killed right after its n-th change in this step. */
export const killedAfter = (
  kill: { name: string; n: number; at: RestoreHarness },
  ledger: FakeLedger,
  steps: readonly DeployStep[],
) => replaced(kill.name, (step) => (effects, ctx) => dyingAt(step, { ...kill, ledger }, effects, ctx), steps);

async function dyingAt(
  step: DeployStep,
  { at, n, ledger }: { at: RestoreHarness; n: number; ledger: FakeLedger },
  effects: DeployEffects,
  ctx: StepContext,
) {
  const { cluster } = at.on;
  const count = () => cluster.changes.length + at.data.deeds.length;
  const first = count();
  const { apply, remove, read } = cluster.objects;
  let dead = false;
  const guard = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      dead ||= count() - first >= n;
      if (dead) throw new Error("killed");
      return call(...args);
    };
  };
  Object.assign(cluster.objects, { apply: guard(apply), remove: guard(remove), read: guard(read) });
  try {
    const outcome = await step.perform(effects, ctx);
    if (!dead) return outcome;
  } catch (error) {
    if (!dead) throw error;
  } finally {
    Object.assign(cluster.objects, { apply, remove, read });
  }
  await thief(ledger);
  throw new Error("killed");
}
