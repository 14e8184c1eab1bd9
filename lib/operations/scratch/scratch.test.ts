import { beforeEach, expect, it } from "vitest";
import { FailedCheck } from "@/lib/engine/failure";
import { FakeDatabaseOperator } from "@/lib/testing/fake-database-operator";
import {
  SCRATCH_DATABASE,
  SCRATCH_HOST,
  SCRATCH_NAMESPACE,
  ScratchHarness,
} from "@/lib/testing/scratch-harness";
import type { DeployStep } from "../deploy/effects";
import { SCRATCH_STEP_LIST } from "./steps";

let at: ScratchHarness;
let living: string[];
beforeEach(async () => {
  at = await ScratchHarness.begin();
  living = at.on.standing();
});

const outside = () => at.on.standing().filter((line) => !line.includes(SCRATCH_NAMESPACE));
const object = (kind: string, name: string) =>
  [...at.on.cluster.live.values()].find(
    ({ kind: found, metadata }) =>
      found === kind && metadata.name === name && metadata.namespace === SCRATCH_NAMESPACE,
  );
const secretOf = (name: string) =>
  at.on.cluster.objects.readSecret(SCRATCH_NAMESPACE, name, new AbortController().signal);
const failing = (name: string, error: Error): DeployStep[] =>
  SCRATCH_STEP_LIST.map((step) =>
    step.name === name
      ? { ...step, isDone: async () => null, perform: async () => Promise.reject(error) }
      : step,
  );

function expectNothingLeft(): void {
  expect([at.inside(), at.data.beside, at.data.living]).toEqual([[], [], "before"]);
  expect(at.on.standing()).toEqual(living);
}

it("brings the backup to life in a place of its own, harmless, and lets people in last", async () => {
  const seen: string[][] = [];
  const steps = SCRATCH_STEP_LIST.map(
    (step): DeployStep =>
      step.name !== "let_in"
        ? step
        : {
            ...step,
            perform: async (effects, ctx) => {
              seen.push(at.inside());
              return step.perform(effects, ctx);
            },
          },
  );
  const ledger = await at.run(at.newLedger(), { steps });
  expect(ledger.ended).toMatchObject({
    state: "succeeded",
    sentence: `SCR-7 stands at https://${SCRATCH_HOST}, made harmless and checked.`,
  });
  expect(at.data.deeds).toEqual(["restore", "neutralize", "ready"]);
  expect(at.data.databases.get(SCRATCH_DATABASE)?.data).toBe("from the backup, harmless");
  expect([at.data.living, outside()]).toEqual(["before", living]);
  // Until the last step there is no way in.
  expect(seen[0]?.some((one) => /IngressRoute|web-from-ingress/.test(one))).toBe(false);
  expect(at.inside()).toEqual(expect.arrayContaining(["IngressRoute web", "NetworkPolicy web-from-ingress"]));
  expect(JSON.stringify(object("IngressRoute", "web"))).toContain(`Host(\`${SCRATCH_HOST}\`)`);
  expect(object("Deployment", "cron")).toBeUndefined();
});

it("always asks the toolbox to make it harmless, at its own address", async () => {
  await at.run();
  const job = JSON.stringify(object("Job", "op-3f9a1c2b-restore"));
  expect(job).toContain(`"--neutralize","--base-url","https://${SCRATCH_HOST}"`);
  expect(job).toContain(`"--into-database","${SCRATCH_DATABASE}"`);
});

it("has a key of its own, and never the living one's", async () => {
  await at.run();
  const { login, key } = (await secretOf("erp-api")) ?? {};
  expect([login, key === "k", key?.length]).toEqual(["ops", false, 40]);
  expect(await secretOf("erp-database")).toMatchObject({ dbname: SCRATCH_DATABASE, host: "db" });
});

it("holds the figures against what the backup recorded", async () => {
  const ledger = await at.run();
  const result = ledger.steps.find(({ name }) => name === "reconcile")?.result;
  expect(result).toMatchObject({
    record: "figures",
    flagged: 0,
    lines: [{ name: "orders", verdict: "met" }],
  });
});

it.each(SCRATCH_STEP_LIST.filter(({ touches }) => touches).map(({ name }) => name))(
  "leaves nothing when %s breaks",
  async (name) => {
    if (["keep_log", "recover", "release_recovery"].includes(name)) return;
    const ledger = await at.run(at.newLedger(), { steps: failing(name, new FailedCheck("it broke")) });
    expect(ledger.ended).toMatchObject({ state: "rolled_back", needsAttention: false });
    expect(ledger.ended?.sentence).toContain("There is no copy SCR-7, and nothing of it is left: it broke.");
    expectNothingLeft();
  },
);

it.each(["restore", "neutralize", "ready"])("leaves nothing when the Job %s fails", async (job) => {
  at.data.faults.set(job, { message: "no such table" });
  const ledger = await at.run();
  expect(ledger.ended?.state).toBe("rolled_back");
  expectNothingLeft();
});

it("does not stand where Holdfast's user is not in the data", async () => {
  at.data.keys = 0;
  const ledger = await at.run();
  expect(ledger.ended?.sentence).toContain("is not in these data");
  expectNothingLeft();
});

it("says that something is left where it could not be removed, and removes it later", async () => {
  at.data.faults.set("ready", { message: "no such table" });
  at.data.faults.set("drop", { message: "the server is down" });
  const ledger = await at.run();
  expect(ledger.ended).toMatchObject({ needsAttention: true });
  expect(ledger.ended?.sentence).toContain("could not be removed yet");
  expect(at.inside()).not.toEqual([]);
  at.data.forget("drop");
  expect((await at.remove()).ended).toMatchObject({
    state: "succeeded",
    sentence: "SCR-7 is gone, with its database, files and keys.",
  });
  expectNothingLeft();
});

it("touches no namespace of its name that is somebody else's", async () => {
  const { signal } = new AbortController();
  const other = { apiVersion: "v1", kind: "Namespace", metadata: { name: SCRATCH_NAMESPACE } };
  await at.on.cluster.objects.apply([other], { fieldManager: "somebody", signal });
  const ledger = await at.run();
  expect(ledger.ended?.sentence).toContain("exists already and is not this copy's");
  expect(at.inside()).toEqual([`Namespace ${SCRATCH_NAMESPACE}`]);
});

it("is removed whole, with its database", async () => {
  await at.run();
  const ledger = await at.remove();
  expect(ledger.ended?.state).toBe("succeeded");
  expectNothingLeft();
  // Once more there is nothing to do.
  expect((await at.remove()).ended?.state).toBe("succeeded");
});

it("brings back a second by a server aside, which is gone again when the copy stands", async () => {
  const operator = new FakeDatabaseOperator(at.on.cluster);
  const { environmentId, environmentName, namespace, hostname, stage } = at.on.records.subject.environment;
  const environment = { environmentId, environmentName, namespace, hostname, stage };
  at.recovery = { at: "2026-11-21T08:40:00.000Z", cluster: "pg", environment };
  const ledger = await at.run();
  expect(ledger.ended?.state).toBe("succeeded");
  expect(at.data.deeds).toEqual(["archive", "restore", "neutralize", "ready"]);
  expect(at.data.databases.get(SCRATCH_DATABASE)?.data).toBe("of the second, harmless");
  expect(operator.aside).toEqual([]);
  await at.remove();
  expect([at.inside(), at.data.beside]).toEqual([[], []]);
});

it("removes the server aside too when it breaks", async () => {
  const operator = new FakeDatabaseOperator(at.on.cluster);
  const { environmentId, environmentName, namespace, hostname, stage } = at.on.records.subject.environment;
  const environment = { environmentId, environmentName, namespace, hostname, stage };
  at.recovery = { at: "2026-11-21T08:40:00.000Z", cluster: "pg", environment };
  at.data.faults.set("restore", { message: "no space" });
  const ledger = await at.run();
  expect([ledger.ended?.state, operator.aside, at.inside()]).toEqual(["rolled_back", [], []]);
});
