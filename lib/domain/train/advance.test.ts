import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CAR_WAIT_MS, nextTrainMove, UNKNOWN_HEALTH_MS, waitsForHealth } from "./advance";
import { type CarFacts, carState, type RingFacts, type TrainFacts } from "./facts";
import { startVerdict } from "./start";

const T0 = new Date("2026-11-21T08:00:00Z");
const later = (seconds: number) => new Date(T0.getTime() + seconds * 1_000);

const car = (id: string, given: Partial<CarFacts> = {}): CarFacts => ({
  id,
  name: `Plant ${id}`,
  state: "waiting",
  start: { kind: "go" },
  health: null,
  ...given,
});
const well = { verdict: "good", sentence: "Web: 1 of 1 pod ready." } as const;
const arrived = (id: string, health: CarFacts["health"] = well) =>
  car(id, { state: "arrived", start: null, health });
const ring = (position: number, cars: CarFacts[], given: Partial<RingFacts> = {}): RingFacts => ({
  position,
  name: `Ring ${position + 1}`,
  bakeSeconds: 60,
  startedAt: null,
  arrivedAt: null,
  finishedAt: null,
  acceptedAt: null,
  cars,
  ...given,
});
const train = (rings: RingFacts[], given: Partial<TrainFacts> = {}): TrainFacts => ({
  state: "running",
  now: T0,
  haltAfterFailures: 1,
  acceptedFailures: 0,
  goingSince: T0,
  rings,
  ...given,
});

describe("what a train does next", () => {
  it("starts the first ring's cars and leaves the second alone", () => {
    const move = nextTrainMove(train([ring(0, [car("a"), car("b")]), ring(1, [car("c")])]));
    expect(move).toMatchObject({ kind: "start", carIds: ["a", "b"] });
  });

  it("does nothing in any other state", () => {
    for (const state of ["draft", "in_review", "approved", "halted", "succeeded", "stopped"] as const) {
      expect(nextTrainMove(train([ring(0, [car("a")])], { state })).kind, state).toBe("wait");
    }
  });

  it("halts at the failure that is one too many, and tells what is under way", () => {
    const cars = [
      car("a", { state: "failed", start: null }),
      car("b", { state: "running", start: null }),
      car("c"),
    ];
    expect(nextTrainMove(train([ring(0, cars)]))).toEqual({
      kind: "halt",
      sentence: "One environment did not arrive: Plant a. What is under way (1) runs to its own end.",
    });
    expect(nextTrainMove(train([ring(0, cars)], { haltAfterFailures: 2 })).kind).toBe("start");
    expect(nextTrainMove(train([ring(0, cars)], { acceptedFailures: 1 })).kind).toBe("start");
  });

  it("starts what can start while another car is held, and then waits with the reason", () => {
    const held = car("b", { start: { kind: "wait", reason: "Ada holds Plant b." } });
    expect(nextTrainMove(train([ring(0, [car("a"), held])]))).toMatchObject({ carIds: ["a"] });
    const move = nextTrainMove(train([ring(0, [arrived("a"), held], { startedAt: T0 })]));
    expect(move).toMatchObject({
      kind: "wait",
      sentence: "Ring 1: 1 of 2 arrived, 1 to start. Plant b waits: Ada holds Plant b.",
    });
  });

  it("does not let a car wait for ever: after 24 hours a person is needed, after a resume it counts anew", () => {
    const held = car("b", { start: { kind: "wait", reason: "Ada holds Plant b." } });
    const rings = [ring(0, [held], { startedAt: T0 })];
    const now = new Date(T0.getTime() + CAR_WAIT_MS);
    expect(nextTrainMove(train(rings, { now }))).toMatchObject({ kind: "halt" });
    expect(nextTrainMove(train(rings, { now, goingSince: now })).kind).toBe("wait");
  });

  it("halts before it starts anything when a car is refused for good", () => {
    const refused = car("a", {
      start: { kind: "refused", reason: "r2 has not passed Staging by this digest." },
    });
    expect(nextTrainMove(train([ring(0, [refused, car("b")])]))).toEqual({
      kind: "halt",
      sentence: "Plant a cannot start: r2 has not passed Staging by this digest.",
    });
  });

  it("bakes a ring for its whole time, then looks at its health", () => {
    const rings = (health: CarFacts["health"]) => [
      ring(0, [arrived("a", health)], { arrivedAt: T0 }),
      ring(1, [car("b")]),
    ];
    expect(nextTrainMove(train(rings(well), { now: later(59) }))).toMatchObject({
      kind: "wait",
      until: later(60),
    });
    expect(nextTrainMove(train(rings(well), { now: later(60) }))).toEqual({ kind: "leave", position: 0 });
    const bad = { verdict: "bad", sentence: "Web: 0 of 1 pod ready." } as const;
    expect(nextTrainMove(train(rings(bad), { now: later(60) }))).toEqual({
      kind: "halt",
      sentence: "Ring 1 is not well after its bake time: Plant a: Web: 0 of 1 pod ready.",
    });
    const accepted = rings(bad).map((one) => ({ ...one, acceptedAt: T0 }));
    expect(nextTrainMove(train(accepted, { now: later(60) })).kind).toBe("leave");
    expect(waitsForHealth(train(rings(bad), { now: later(60) }))?.position).toBe(0);
    expect(waitsForHealth(train(rings(bad), { now: later(59) }))).toBeNull();
    expect(waitsForHealth(train(rings(well), { now: later(60) }))).toBeNull();
  });

  it("never calls a ring well of which nothing is known", () => {
    const unknown = { verdict: "unknown", sentence: "Not observed yet." } as const;
    const rings = [ring(0, [arrived("a", unknown)], { arrivedAt: T0 })];
    expect(nextTrainMove(train(rings, { now: later(60) })).kind).toBe("wait");
    const now = new Date(later(60).getTime() + UNKNOWN_HEALTH_MS);
    expect(nextTrainMove(train(rings, { now })).kind).toBe("halt");
  });

  it("finishes with what arrived and what did not", () => {
    const cars = [
      arrived("a"),
      car("b", { state: "failed", start: null }),
      car("c", { state: "left_out", start: null }),
    ];
    const done = ring(0, cars, { arrivedAt: T0, finishedAt: T0 });
    expect(nextTrainMove(train([done], { haltAfterFailures: 2 }))).toEqual({
      kind: "finish",
      sentence: "1 of 3 environments run the release. Did not arrive: Plant b. Left out: 1.",
    });
  });
});

describe("where a car stands", () => {
  it("is said by its deployment, before one by its change", () => {
    expect(carState({ changeState: null, operationState: null })).toBe("waiting");
    expect(carState({ changeState: "approved", operationState: null })).toBe("waiting");
    expect(carState({ changeState: "cancelled", operationState: null })).toBe("left_out");
    for (const operationState of ["queued", "running", "parked", "paused"] as const)
      expect(carState({ changeState: "in_progress", operationState })).toBe("running");
    for (const operationState of ["failed", "rolled_back", "cancelled"] as const)
      expect(carState({ changeState: "failed", operationState })).toBe("failed");
    // A later review of the change does not take the arrival back.
    expect(carState({ changeState: "reviewed", operationState: "succeeded" })).toBe("arrived");
  });
});

describe("gates at a car's start", () => {
  const gate = (id: string) => ({ id, title: id, verdict: "fail" as const, fact: `${id}.`, remedy: "Wait." });
  it("wait for what passes by itself and refuse what does not", () => {
    expect(startVerdict([{ ...gate("not_held"), verdict: "pass" }])).toEqual({ kind: "go" });
    expect(startVerdict([gate("not_held"), gate("environment_free")])).toEqual({
      kind: "wait",
      reason: "not_held.",
    });
    expect(startVerdict([gate("not_held"), gate("digest_passed_stages")])).toMatchObject({ kind: "refused" });
  });
});

type Fate = "arrives" | "fails";
type SimCar = { fate: Fate; ticks: number; heldFor: number; sick: boolean };
const simCar: fc.Arbitrary<SimCar> = fc.record({
  fate: fc.constantFrom<Fate>("arrives", "arrives", "arrives", "fails"),
  ticks: fc.integer({ min: 0, max: 3 }),
  heldFor: fc.integer({ min: 0, max: 4 }),
  sick: fc.boolean(),
});

/** A train in a world where every car has its fate; people halt it at chosen ticks and let it go on the tick after. */
function travel(plan: { rings: SimCar[][]; bake: number; haltAfter: number; halts: ReadonlySet<number> }) {
  let tick = 0;
  let facts = train(
    plan.rings.map((cars, position) =>
      ring(
        position,
        cars.map((_, index) => car(`${position}.${index}`)),
        { bakeSeconds: plan.bake },
      ),
    ),
    { haltAfterFailures: plan.haltAfter },
  );
  const startedAt = new Map<string, number>();
  const log: { kind: string; tick: number; carId?: string; state: string }[] = [];
  const fateOf = (id: string): SimCar => {
    const [position = "0", index = "0"] = id.split(".");
    const found = plan.rings[Number(position)]?.[Number(index)];
    if (found === undefined) throw new Error(`no car ${id}`);
    return found;
  };
  const mapCars = (change: (one: CarFacts) => CarFacts) => {
    facts = { ...facts, rings: facts.rings.map((one) => ({ ...one, cars: one.cars.map(change) })) };
  };
  const setRing = (position: number, given: Partial<RingFacts>) => {
    facts = {
      ...facts,
      rings: facts.rings.map((one) => (one.position === position ? { ...one, ...given } : one)),
    };
  };
  const world = () =>
    mapCars((one) => {
      const fate = fateOf(one.id);
      const since = startedAt.get(one.id);
      if (one.state === "running" && since !== undefined && tick - since >= fate.ticks) {
        const health = fate.sick ? ({ verdict: "bad", sentence: "Sick." } as const) : well;
        return fate.fate === "arrives"
          ? { ...one, state: "arrived", health }
          : { ...one, state: "failed", health: null };
      }
      const held = one.state === "waiting" && tick < fate.heldFor;
      return { ...one, start: held ? { kind: "wait", reason: "Held." } : { kind: "go" } };
    });
  for (; tick < 1_000 && facts.state !== "succeeded"; tick += 1) {
    facts = { ...facts, now: later(tick) };
    world();
    if (facts.state === "halted") {
      const sick = waitsForHealth(facts);
      if (sick !== null) setRing(sick.position, { acceptedAt: facts.now });
      const failed = facts.rings.flatMap(({ cars }) => cars).filter(({ state }) => state === "failed").length;
      facts = { ...facts, state: "running", acceptedFailures: failed, goingSince: facts.now };
      continue;
    }
    if (plan.halts.has(tick)) {
      facts = { ...facts, state: "halted" };
      expect(nextTrainMove(facts).kind).toBe("wait");
      continue;
    }
    const move = nextTrainMove(facts);
    expect(nextTrainMove(facts)).toEqual(move);
    log.push({ kind: move.kind, tick, state: facts.state });
    if (move.kind === "halt") facts = { ...facts, state: "halted" };
    if (move.kind === "finish") facts = { ...facts, state: "succeeded" };
    if (move.kind === "arrive") setRing(move.position, { arrivedAt: facts.now });
    if (move.kind === "leave") setRing(move.position, { finishedAt: facts.now });
    if (move.kind === "start") {
      for (const id of move.carIds) {
        expect(startedAt.has(id), `${id} twice`).toBe(false);
        const position = Number(id.split(".")[0]);
        for (const before of facts.rings.filter((one) => one.position < position)) {
          expect(before.finishedAt, "a ring before it is not done").not.toBeNull();
          expect((before.arrivedAt?.getTime() ?? 0) + plan.bake * 1_000).toBeLessThanOrEqual(
            facts.now.getTime(),
          );
        }
        const failed = facts.rings.flatMap(({ cars }) => cars).filter(({ state }) => state === "failed");
        expect(failed.length - facts.acceptedFailures).toBeLessThan(plan.haltAfter);
        startedAt.set(id, tick);
        setRing(position, { startedAt: facts.now });
      }
      mapCars((one) => (move.carIds.includes(one.id) ? { ...one, state: "running", start: null } : one));
    }
  }
  return { facts, startedAt, log };
}

describe("any train in any world", () => {
  it("keeps its rings in order, its failures in bounds, starts each car once, and comes to an end", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(simCar, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 8 }),
        (rings, bake, haltAfter, halts) => {
          const end = travel({ rings, bake, haltAfter, halts: new Set(halts) });
          expect(end.facts.state).toBe("succeeded");
          expect(end.startedAt.size).toBe(rings.flat().length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
