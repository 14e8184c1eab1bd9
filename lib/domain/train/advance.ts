import { counted, sentenceCase } from "../shared/words";
import { allCars, type CarFacts, currentRing, type RingFacts, type TrainFacts } from "./facts";

/** A car that its environment keeps waiting longer than this needs a person: 24 hours. */
export const CAR_WAIT_MS = 24 * 3_600_000;
/** How long past its bake time a ring waits for environments of which nothing is known: 15 minutes. */
export const UNKNOWN_HEALTH_MS = 15 * 60_000;

export type TrainMove =
  | { kind: "start"; carIds: readonly string[]; sentence: string }
  | { kind: "wait"; until: Date | null; sentence: string }
  | { kind: "halt"; sentence: string }
  /** Every car of the ring came to its end: the bake time begins. */
  | { kind: "arrive"; position: number }
  /** The ring has baked and is well: the next one may begin. */
  | { kind: "leave"; position: number }
  | { kind: "finish"; sentence: string };

/**
 * What a train does next (requirement C9). Pure: whoever asks twice without acting gets the same answer. Nothing
 * starts unless it runs, and no ring before the one ahead of it has arrived and baked.
 */
export function nextTrainMove(facts: TrainFacts): TrainMove {
  if (facts.state !== "running") return { kind: "wait", until: null, sentence: "It does not run." };
  const tooMany = failureHalt(facts);
  if (tooMany !== null) return { kind: "halt", sentence: tooMany };
  const ring = currentRing(facts.rings);
  if (ring === undefined) return { kind: "finish", sentence: endSentence(facts) };
  return ring.arrivedAt === null ? underWay(facts, ring) : baking(facts, ring, ring.arrivedAt);
}

function failureHalt(facts: TrainFacts): string | null {
  const failed = allCars(facts).filter(({ state }) => state === "failed");
  const open = failed.length - facts.acceptedFailures;
  if (open < facts.haltAfterFailures) return null;
  const running = allCars(facts).filter(({ state }) => state === "running").length;
  const rest = running === 0 ? "" : ` What is under way (${running}) runs to its own end.`;
  const again = facts.acceptedFailures === 0 ? "" : " since it was resumed";
  return `${sentenceCase(counted(open, "environment"))} did not arrive${again}: ${names(failed)}.${rest}`;
}

function underWay(facts: TrainFacts, ring: RingFacts): TrainMove {
  const waiting = ring.cars.filter(({ state }) => state === "waiting");
  const refused = waiting.flatMap((car) => (car.start?.kind === "refused" ? [{ car, why: car.start }] : []));
  const [first] = refused;
  if (first !== undefined) {
    const more = refused.length === 1 ? "" : ` (and ${refused.length - 1} more likewise)`;
    return { kind: "halt", sentence: `${first.car.name} cannot start: ${first.why.reason}${more}` };
  }
  const ready = waiting.filter(({ start }) => start?.kind === "go");
  if (ready.length > 0) {
    return {
      kind: "start",
      carIds: ready.map(({ id }) => id),
      sentence: `${ring.name}: ${progress(ring)}.`,
    };
  }
  if (waiting.length > 0) return held(facts, ring, waiting);
  if (ring.cars.some(({ state }) => state === "running")) {
    return { kind: "wait", until: null, sentence: `${ring.name}: ${progress(ring)}.` };
  }
  return { kind: "arrive", position: ring.position };
}

function held(facts: TrainFacts, ring: RingFacts, waiting: readonly CarFacts[]): TrainMove {
  const since = Math.max(ring.startedAt?.getTime() ?? 0, facts.goingSince.getTime());
  const until = new Date(since + CAR_WAIT_MS);
  const [first] = waiting;
  const why = first?.start?.kind === "wait" ? ` ${first.name} waits: ${first.start.reason}` : "";
  if (facts.now >= until) {
    return {
      kind: "halt",
      sentence: `${sentenceCase(counted(waiting.length, "environment"))} of ${ring.name} could not start for 24 hours.${why}`,
    };
  }
  return { kind: "wait", until, sentence: `${ring.name}: ${progress(ring)}.${why}` };
}

function baking(facts: TrainFacts, ring: RingFacts, arrivedAt: Date): TrainMove {
  const until = new Date(arrivedAt.getTime() + ring.bakeSeconds * 1_000);
  if (facts.now < until) {
    return { kind: "wait", until, sentence: `${ring.name} has arrived and bakes.` };
  }
  if (ring.acceptedAt !== null) return { kind: "leave", position: ring.position };
  const bad = unwell(ring, "bad");
  if (bad.length > 0) {
    return { kind: "halt", sentence: `${ring.name} is not well after its bake time: ${told(bad)}` };
  }
  const unknown = unwell(ring, "unknown");
  if (unknown.length === 0) return { kind: "leave", position: ring.position };
  const limit = new Date(until.getTime() + UNKNOWN_HEALTH_MS);
  if (facts.now < limit) {
    const sentence = `${ring.name} has baked; how it is cannot be told yet: ${told(unknown)}`;
    return { kind: "wait", until: limit, sentence };
  }
  return { kind: "halt", sentence: `Nobody can tell how ${ring.name} is: ${told(unknown)}` };
}

/** Arrived cars of a ring with this verdict. */
export const unwell = (ring: RingFacts, verdict: "bad" | "unknown"): readonly CarFacts[] =>
  ring.cars.filter(({ state, health }) => state === "arrived" && health?.verdict === verdict);

/** True when the ring is at the end of its bake time and only its health keeps the train: a resume accepts that. */
export function waitsForHealth(facts: TrainFacts): RingFacts | null {
  const ring = currentRing(facts.rings);
  if (ring === undefined || ring.arrivedAt === null || ring.acceptedAt !== null) return null;
  const baked = facts.now.getTime() >= ring.arrivedAt.getTime() + ring.bakeSeconds * 1_000;
  const ill = unwell(ring, "bad").length + unwell(ring, "unknown").length > 0;
  return baked && ill ? ring : null;
}

function progress(ring: RingFacts): string {
  const of = (state: CarFacts["state"]) => ring.cars.filter((car) => car.state === state).length;
  const wanted = ring.cars.length - of("left_out");
  const parts = [
    `${of("arrived")} of ${wanted} arrived`,
    of("running") > 0 ? `${of("running")} under way` : "",
    of("waiting") > 0 ? `${of("waiting")} to start` : "",
    of("failed") > 0 ? `${of("failed")} failed` : "",
  ];
  return parts.filter(Boolean).join(", ");
}

function endSentence(facts: TrainFacts): string {
  const cars = allCars(facts);
  const arrived = cars.filter(({ state }) => state === "arrived").length;
  const failed = cars.filter(({ state }) => state === "failed");
  const left = cars.filter(({ state }) => state === "left_out").length;
  const missing = failed.length === 0 ? "" : ` Did not arrive: ${names(failed)}.`;
  const out = left === 0 ? "" : ` Left out: ${left}.`;
  return `${arrived} of ${cars.length} environments run the release.${missing}${out}`;
}

function names(cars: readonly CarFacts[]): string {
  const shown = cars.slice(0, 3).map(({ name }) => name);
  const more = cars.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

const told = (cars: readonly CarFacts[]): string => {
  const [first] = cars;
  const more = cars.length > 1 ? ` (and ${cars.length - 1} more)` : "";
  return `${first?.name ?? ""}: ${first?.health?.sentence ?? ""}${more}`;
};
