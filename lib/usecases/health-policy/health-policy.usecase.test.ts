import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shippedLimits } from "@/lib/domain/health/policy";
import { shippedQuestion } from "@/lib/domain/health/promql";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getEnvironmentHealth } from "../health/get";
import { sweepCluster } from "../health/sweep";
import { editHealthPolicy } from "./edit";
import { editHealthQuestion, resetHealthQuestion } from "./edit-question";
import { listHealthPolicies } from "./list";
import { listHealthQuestions } from "./questions";

let world: World;
let engineer: Context;
let plantIt: Context;
const signals = new FakeSignals();
const OWN = 'max by (namespace) (nginx_memory{window="$window"})';

beforeAll(async () => {
  world = await makeWorld();
  world.ports.signals = signals;
  await world.db.prisma.healthPolicy.deleteMany({});
  engineer = await world.person("platform_engineer", "fleet");
  plantIt = await world.person("plant_it");
});
afterAll(async () => {
  await world.db.prisma.healthPolicy.deleteMany({});
  await world.close();
});

const at = (ctx: Context): Context => ({ ...ctx, now: new Date() });
let clock = Date.now();

async function turn() {
  clock += 30_000;
  const deps = { db: world.db, channel: new FakeChannel(), signals, raise: async () => undefined };
  const options = { intervalMs: 30_000, now: () => new Date(clock), stopping: new AbortController().signal };
  await sweepCluster(deps, { id: world.clusterId, name: "c" }, options);
}

describe("limits of a tier", () => {
  it("are Holdfast's own until set, judge the next turn, and stand with their editor's version", async () => {
    const { tier } = await world.db.prisma.tenant.findUniqueOrThrow({ where: { id: world.tenantId } });
    const { id: environmentId } = await world.environment("production", (await world.release()).id);
    const { namespace } = await world.db.prisma.environment.findUniqueOrThrow({
      where: { id: environmentId },
    });
    const memory = (value: number) =>
      signals.tellSwept("memory", { values: [{ namespace, key: null, value }], at: null, failure: null });
    const read = async () => {
      const health = await getEnvironmentHealth({ ...plantIt, now: new Date(clock) }, { environmentId });
      return health.domains.flatMap((domain) => domain.signals);
    };
    memory(0.6);
    await turn();
    await turn();
    expect((await read()).find(({ id }) => id === "memory")).toMatchObject({ state: "good" });
    const shipped = shippedLimits("restarts", tier);
    const limits = {
      memory: { warn: 0.5, bad: 0.55 },
      ...(shipped === null ? {} : { restarts: shipped }),
    };
    const body = { tier, version: 0, settings: { limits } };
    const refused = await problemOf(editHealthPolicy(at(plantIt), body));
    expect(refused.code).toBe("forbidden");
    const wrong = { ...body, settings: { limits: { memory: { warn: 0.9, bad: 0.5 } } } };
    expect((await problemOf(editHealthPolicy(at(engineer), wrong))).message).toContain("warns no later");
    const set = await editHealthPolicy(at(engineer), body);
    expect(set).toMatchObject({
      standard: false,
      version: 1,
      settings: { limits: { memory: limits.memory } },
    });
    expect(set.settings.limits.restarts).toBeUndefined();
    expect((await problemOf(editHealthPolicy(at(engineer), body))).code).toBe("conflict");
    await turn();
    await turn();
    const bad = (await read()).find(({ id }) => id === "memory");
    expect(bad).toMatchObject({ state: "bad", limits: limits.memory });
    expect(bad?.sentence).toContain("limit 55");
    expect((await listHealthPolicies(at(plantIt), {})).items.find((one) => one.tier === tier)?.version).toBe(
      1,
    );
    const unserved = (await read()).find(({ id }) => id === "certificate");
    expect(unserved).toMatchObject({ state: "unknown", served: false, sentence: "Nothing here serves it." });
    const audited = await world.db.prisma.auditEntry.findMany({
      where: { action: "health_policy.edit", targetId: tier },
      orderBy: { sequence: "asc" },
    });
    expect(audited.map(({ outcome }) => outcome)).toContain("done");
    expect(audited.at(-1)).toMatchObject({ outcome: "refused" });
  });
});

describe("a question to Prometheus", () => {
  const one = { question: "memory", reason: "Our ingress is another one." } as const;
  const edit = (promql: string, version = 0) =>
    editHealthQuestion(at(engineer), { ...one, clusterId: world.clusterId, version, promql });

  it("is not stored when Prometheus refuses it, is too slow, or tells of nobody", async () => {
    const answer = (failure: string | null, series = 0) =>
      signals.tellSwept("memory", { values: [], series, at: null, failure });
    answer("Prometheus (p.m:80) refuses the query (400): parse error: unclosed left parenthesis.");
    expect((await problemOf(edit("sum by ("))).message).toContain("unclosed left parenthesis");
    answer("Prometheus (p.m:80) answers 503: query timed out in expression evaluation.");
    expect((await problemOf(edit(OWN))).message).toContain("timed out");
    answer(null, 3);
    expect((await problemOf(edit("up > 0"))).message).toContain("by (namespace)");
    expect(await world.db.prisma.healthQuestion.count({ where: { clusterId: world.clusterId } })).toBe(0);
  });

  it("is asked from the next turn on in those words, and goes back to the shipped one", async () => {
    const values = [{ namespace: "somewhere", key: null, value: 1 }];
    signals.tellSwept("memory", { values, at: null, failure: null });
    const stored = await edit(OWN);
    const shown = stored.items.find(({ id }) => id === "memory");
    expect(shown).toMatchObject({ promql: OWN, version: 1, own: { by: engineer.actor.name } });
    signals.calls.length = 0;
    await turn();
    const asked = signals.calls.find(({ call }) => call === "sweep");
    const questions = asked?.call === "sweep" ? asked.questions : [];
    expect(questions.find(({ id }) => id === "memory")?.promql).toBe(OWN.replace("$window", "120s"));
    expect((await problemOf(edit(OWN))).code).toBe("conflict");
    const back = { ...one, clusterId: world.clusterId, version: 1 };
    const reset = await resetHealthQuestion(at(engineer), back);
    expect(reset.items.find(({ id }) => id === "memory")).toMatchObject({
      own: null,
      promql: shippedQuestion("memory").promql,
    });
    expect((await problemOf(resetHealthQuestion(at(engineer), back))).code).toBe("conflict");
    const blind = await listHealthQuestions(at(plantIt), {});
    expect(blind).toMatchObject({ clusters: [], cluster: null, items: [] });
  });
});
