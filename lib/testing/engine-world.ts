import type { StepRecord } from "@/lib/domain/operation/run";
import type { RunArguments } from "@/lib/engine/arguments";
import type { Ledger } from "@/lib/engine/ledger";
import { done, type Step } from "@/lib/engine/step";
import type { FakeLedger } from "./fake-ledger";

/** What steps of engine tests act on: how often each effect happened. `call` is a contact with the outside. */
export type EngineWorld = { effects: Map<string, number>; call<R>(work: () => R): Promise<R> };
export type Plan = Pick<StepRecord, "name" | "phase" | "timeoutMs">[];

export const planned = (
  forward: readonly string[],
  rollback: readonly string[],
  timeoutMs = 60_000,
): Plan => [
  ...forward.map((name) => ({ name, phase: "forward" as const, timeoutMs })),
  ...rollback.map((name) => ({ name, phase: "rollback" as const, timeoutMs })),
];

export const world = (call: EngineWorld["call"] = async (work) => work()): EngineWorld => ({
  effects: new Map(),
  call,
});

/** Creates one thing named after it; a second creation would be counted. */
export const creating = (name: string, extra: Partial<Step<EngineWorld>> = {}): Step<EngineWorld> => ({
  name,
  touches: true,
  isDone: (effects) => effects.call(() => (effects.effects.has(name) ? done("stands") : null)),
  perform: async (effects) => {
    await effects.call(() => effects.effects.set(name, (effects.effects.get(name) ?? 0) + 1));
    return done("made");
  },
  ...extra,
});

/** Does its deed, which then turns out not to hold. */
export const failing = (name: string, error: () => Error): Step<EngineWorld> => ({
  name,
  touches: true,
  isDone: async () => null,
  perform: async (effects) => {
    await effects.call(() => {
      if (!effects.effects.has(name)) effects.effects.set(name, 1);
    });
    throw error();
  },
});

export const noWait = {
  now: () => new Date(),
  monotonicMs: () => 0,
  sleep: async (_ms: number, signal: AbortSignal) => signal.throwIfAborted(),
  random: () => 0.5,
};

export function argumentsFor(
  ledger: Ledger,
  steps: readonly Step<EngineWorld>[],
  effects: EngineWorld,
  extra: Partial<RunArguments<EngineWorld>> = {},
): RunArguments<EngineWorld> {
  return {
    operationId: "operation",
    workerId: "worker",
    ledger,
    steps,
    effects,
    signal: new AbortController().signal,
    describe: async ({ state }) => `ended ${state}`,
    onBug: () => undefined,
    clock: noWait,
    leaseMs: 600_000,
    ...extra,
  };
}

/** A process that dies at its `after`-th contact with the world: from then on nothing it does has any effect. */
export class Mortal {
  readonly #dying: "before" | "after";
  #left: number;

  constructor(contacts: number, dying: "before" | "after") {
    this.#left = contacts;
    this.#dying = dying;
  }

  get dead(): boolean {
    return this.#left < 0;
  }

  async contact<R>(work: () => R | Promise<R>): Promise<R> {
    this.#left -= 1;
    if (this.#left < -1 || (this.dead && this.#dying === "before")) throw new Error("killed");
    const value = await work();
    if (this.dead) throw new Error("killed");
    return value;
  }

  ledger(inner: FakeLedger): Ledger {
    return new Proxy<Ledger>(inner, {
      get: (_, name) => {
        const method = inner[name as keyof Ledger] as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => this.contact(() => method.apply(inner, args));
      },
    });
  }
}
