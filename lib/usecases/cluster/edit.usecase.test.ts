import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLES } from "@/lib/domain/access/roles";
import { TransientFailure } from "@/lib/ports/failure";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { editCluster } from "./edit";
import { getCluster } from "./get";
import { probeMetricsSource } from "./probe-metrics";

let world: World;
let engineer: Context;
let signals: FakeSignals;
beforeAll(async () => {
  world = await makeWorld();
  signals = new FakeSignals();
  const person = await world.person("platform_engineer", "fleet");
  engineer = { ...person, ports: { ...person.ports, signals } };
});
afterAll(() => world.close());

const source = { kind: "service", namespace: "monitoring", service: "prometheus", port: 9090 } as const;
const current = async () => getCluster(engineer, { clusterId: world.clusterId });
const wanted = async () => ({
  clusterId: world.clusterId,
  version: (await current()).version,
  region: "Hamburg",
  maxOperations: 7,
  metricsSource: source,
});
const audited = () =>
  world.db.prisma.auditEntry.findMany({
    where: { targetId: world.clusterId, action: "cluster.edit" },
    orderBy: { sequence: "desc" },
    take: 1,
  });

describe("editing a cluster", () => {
  it("keeps what a person decided, tells it, and audits before and after", async () => {
    const before = await current();
    const edited = await editCluster(engineer, await wanted());
    expect(edited).toMatchObject({
      region: "Hamburg",
      maxOperations: 7,
      metricsSource: source,
      version: before.version + 1,
      can: { edit: { allowed: true } },
    });
    expect(world.told.published).toContain(`cluster.edited ${world.clusterId}`);
    const facts = {
      before: { region: before.region, maxOperations: before.maxOperations, metricsSource: null },
      after: { region: "Hamburg", maxOperations: 7, metricsSource: source },
    };
    expect(await audited()).toMatchObject([{ outcome: "done", actorId: engineer.actor.id, facts }]);
    const without = await editCluster(engineer, { ...(await wanted()), metricsSource: null });
    expect(without.metricsSource).toBeNull();
  });

  it.each([
    [{ maxOperations: 0 }, "At least 1 operation"],
    [{ maxOperations: 101 }, "At most 100 operations"],
    [{ maxOperations: 1.5 }, "whole number"],
    [{ region: "x" }, "region"],
    [{ metricsSource: { ...source, namespace: "../kube-system" } }, "lower case letters"],
    [{ metricsSource: { ...source, port: 0 } }, "metricsSource.port"],
  ])("refuses %j", async (change, sentence) => {
    const before = await current();
    const problem = await problemOf(editCluster(engineer, { ...(await wanted()), ...change }));
    expect(problem).toMatchObject({ code: "invalid_input" });
    expect(problem.message).toContain(sentence);
    expect(await current()).toEqual(before);
  });

  it("is refused to whoever lost the race, and leaves the winner's values", async () => {
    const stale = await wanted();
    const answers = await Promise.allSettled(
      [5, 6].map((maxOperations) => editCluster(engineer, { ...stale, maxOperations })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const won = answers.find((answer) => answer.status === "fulfilled");
    expect((await current()).maxOperations).toBe(won?.value.maxOperations);
    const problem = await problemOf(editCluster(engineer, stale));
    expect(problem).toMatchObject({ code: "conflict", facts: { stale: true } });
    // It says who was quicker, and so does the page of whoever is still typing.
    expect(problem.message).toContain(`${engineer.actor.name} has changed`);
    expect((await current()).edited?.by).toBe(engineer.actor.name);
    expect(await audited()).toMatchObject([{ outcome: "refused" }]);
  });

  it("is for platform engineers over the fleet, and for clusters that exist", async () => {
    for (const role of ROLES.filter((each) => each !== "platform_engineer")) {
      const person = await world.person(role, "fleet");
      expect((await problemOf(editCluster(person, await wanted()))).code, role).toBe("forbidden");
    }
    const bound = await world.person("platform_engineer", "tenant");
    expect((await problemOf(editCluster(bound, await wanted()))).code).toBe("forbidden");
    const unknown = { ...(await wanted()), clusterId: randomUUID() };
    expect((await problemOf(editCluster(engineer, unknown))).code).toBe("not_found");
  });
});

describe("trying a place", () => {
  const place = () => ({ clusterId: world.clusterId, namespace: "m", service: "p", port: "80" });

  it("says which version answers, and why none does", async () => {
    expect(await probeMetricsSource(engineer, place())).toEqual({
      answers: true,
      version: "2.42.0",
      sentence: "Prometheus answers, version 2.42.0.",
    });
    expect(signals.calls.at(-1)).toEqual({
      call: "probe",
      clusterId: world.clusterId,
      source: { kind: "service", namespace: "m", service: "p", port: 80 },
    });
    signals.trouble.push(new TransientFailure("Calling the service p in m: no endpoints."));
    expect(await probeMetricsSource(engineer, place())).toEqual({
      answers: false,
      version: null,
      sentence: "Calling the service p in m: no endpoints.",
    });
  });

  it("is for those who may edit clusters, of clusters that exist", async () => {
    const asked = signals.calls.length;
    for (const [role, over] of [
      ["auditor", "fleet"],
      ["platform_engineer", "tenant"],
    ] as const) {
      const person = await world.person(role, over);
      const ctx = { ...person, ports: { ...person.ports, signals } };
      expect((await problemOf(probeMetricsSource(ctx, place()))).code, role).toBe("forbidden");
    }
    const unknown = { ...place(), clusterId: randomUUID() };
    expect((await problemOf(probeMetricsSource(engineer, unknown))).code).toBe("not_found");
    expect((await problemOf(probeMetricsSource(engineer, { ...place(), port: "x" }))).code).toBe(
      "invalid_input",
    );
    expect(signals.calls).toHaveLength(asked);
  });
});
