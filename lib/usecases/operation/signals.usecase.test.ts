import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createObservationRecords } from "@/lib/data/ledger/observation-rows";
import { compareSignals } from "@/lib/domain/health/compare";
import { ACTIVE_OPERATION_STATES } from "@/lib/domain/operation/state";
import { TransientFailure } from "@/lib/ports/failure";
import { FakeChannel } from "@/lib/testing/fake-outside";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { WATCHED_SETTINGS, watchedOperation } from "@/lib/testing/watched-operation";
import { makeTenant, makeWorld, problemOf, type World } from "@/lib/testing/world";
import type { Context } from "../context";
import { getOperationSignals } from "./signals";

let world: World;
let manager: Context;
let stranger: Context;
let operationId: string;
let signals: FakeSignals;
let releases: { from: string; to: string };
const now = new Date("2026-11-21T12:00:00Z");

beforeAll(async () => {
  world = await makeWorld();
  const other = await makeTenant(world.db, randomUUID().slice(0, 8));
  manager = await world.person("release_manager");
  stranger = await world.person("release_manager", { tenantId: other.id });
});
afterAll(async () => {
  const left = { tenantId: world.tenantId, state: { in: [...ACTIVE_OPERATION_STATES] } };
  await world.db.prisma.operation.updateMany({ where: left, data: { state: "failed" } });
  await world.close();
});
beforeEach(async () => {
  signals = new FakeSignals();
  signals.tell("error_ratio", { value: 0.01, samples: 90 }, "canary");
  const [before, release] = [await world.release(), await world.release({ base: "19.0.1.0.1" })];
  releases = { from: before.name, to: release.name };
  const environmentId = (await world.environment("production", before.id)).id;
  const ids = { releaseId: release.id, previousReleaseId: before.id };
  operationId = await watchedOperation(world, { environmentId, ...ids, now });
});

const as = (ctx: Context, at = now): Context => ({ ...ctx, now: at, ports: { ...ctx.ports, signals } });
const read = (at = now) => getOperationSignals(as(manager, at), { operationId });
const asked = () => signals.calls.filter(({ call }) => call === "series").length;

async function looked(verdict: "good" | "trigger", kept: boolean) {
  const records = createObservationRecords({ db: world.db, channel: new FakeChannel() });
  const before = new Map([["error_ratio", { value: 0.002, samples: 900 }]] as const);
  const since = new Map([["error_ratio", { value: 0.31, samples: 400 }]] as const);
  const { comparisons } = compareSignals(before, since, WATCHED_SETTINGS);
  const points = Array.from({ length: 200 }, (_, index) => ({ at: now.toISOString(), value: index }));
  const courses = kept ? [{ signal: "error_ratio", track: "canary", points } as const] : null;
  const look = { operationId, step: "observe", at: now, verdict, sentence: "Failed requests 31\u00a0%." };
  await records.append({ ...look, comparisons, courses });
}

describe("the signals of an operation", () => {
  it("go from the baseline to now, marked where the release reached whom", async () => {
    await looked("good", false);
    const seen = await read();
    expect(seen).toMatchObject({
      source: "live",
      note: null,
      from: "2026-11-21T11:11:00.000Z",
      to: now.toISOString(),
      comparedWith: "the 30 min before",
      markers: [
        { at: "2026-11-21T11:44:00.000Z", label: "10\u00a0%" },
        { at: "2026-11-21T11:48:00.000Z", label: releases.to },
      ],
    });
    expect(seen.comparisons.find(({ signal }) => signal === "error_ratio")).toMatchObject({
      before: 0.002,
      now: 0.31,
      warningAt: 0.01,
      triggerAt: 0.02,
      verdict: "trigger",
    });
    expect(seen.observations).toHaveLength(1);
    const tracks = seen.courses.map(({ signal, track }) => `${signal} ${track}`);
    expect(tracks).toEqual(
      expect.arrayContaining(["request_rate stable", "request_rate canary", "restarts all"]),
    );
    const gaps = seen.courses.find(({ signal, track }) => signal === "error_ratio" && track === "stable");
    expect(new Set(gaps?.points.map(({ value }) => value))).toEqual(new Set([null]));
  });

  it("are asked for once however many look within five seconds", async () => {
    await Promise.all([read(), read(), read()]);
    const once = asked();
    await read(new Date(now.getTime() + 4_900));
    expect(asked()).toBe(once);
    await read(new Date(now.getTime() + 5_000));
    expect(asked()).toBe(2 * once);
  });

  it("are shown as they were kept when the metrics have forgotten, or do not answer", async () => {
    await looked("trigger", true);
    signals.forget();
    const forgotten = await read();
    expect(forgotten).toMatchObject({ source: "kept", note: expect.stringContaining("kept") });
    expect(forgotten.courses).toMatchObject([{ signal: "error_ratio", track: "canary" }]);
    signals.trouble.push(new TransientFailure("Prometheus answers 503."));
    expect(await read(new Date(now.getTime() + 60_000))).toMatchObject({
      source: "kept",
      note: "Prometheus answers 503. What is drawn was kept when the watching ended.",
    });
  });

  it("say why there is nothing to show", async () => {
    signals.unavailable.add(world.clusterId);
    expect(await read()).toMatchObject({ source: "none", note: "This cluster has no metrics source." });
    await world.db.prisma.operationStep.updateMany({ where: { operationId }, data: { parameters: {} } });
    expect(await read()).toMatchObject({ source: "none", note: expect.stringContaining("watches nothing") });
  });

  it("are hidden out of scope", async () => {
    const problem = await problemOf(getOperationSignals(as(stranger), { operationId }));
    expect(problem.code).toBe("not_found");
  });
});
