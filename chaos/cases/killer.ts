import { performance } from "node:perf_hooks";
import type { Caught } from "../breakpoints";
import type { Armed } from "../fault-proxy";
import { momentOf } from "../moments";
import { armDuring } from "../play";
import { sleep, until } from "../wait";
import { workerOf } from "../workers";
import { type Chaos, placeOf } from "../world";

/** So long the first that is caught waits for others, so that one death is many. */
const GATHER_MS = 1_200;
const GOES_ON_LIMIT_MS = 60_000;

type Held = { step: string; armed: Armed };
type Lane = { name: string; environmentId: string; held: Held[] };
type Stood = { name: string; step: string; seconds: Promise<number> };

/** Kills, again and again, every worker that is caught in one of the steps it waits for. */
export class Killer {
  readonly #chaos: Chaos;
  readonly #workers: number;
  readonly #lanes = new Map<string, Lane>();
  readonly #stood: Stood[] = [];
  /** Resolves when the first worker has been killed. */
  readonly firstKill: Promise<void>;
  #killed: () => void = () => undefined;

  constructor(chaos: Chaos, workers: number) {
    this.#chaos = chaos;
    this.#workers = workers;
    this.firstKill = new Promise((resolve) => {
      this.#killed = resolve;
    });
  }

  /** Waits for these steps of whatever runs in the environment: in the middle where that is possible, else at the end. */
  async lieInWait(name: string, steps: { atTheEnd: readonly string[]; inTheMiddle: readonly string[] }) {
    const { id: environmentId } = placeOf(this.#chaos, name);
    await this.#chaos.breakpoints.set(environmentId, steps.atTheEnd);
    const held = steps.inTheMiddle.map((step) => {
      const armed = armDuring(this.#chaos, name, { ...momentOf(step), step, times: 1 });
      return { step, armed };
    });
    this.#lanes.set(environmentId, { name, environmentId, held });
  }

  /** Goes on until `over` says so. */
  async run(over: () => boolean): Promise<void> {
    while (!over()) {
      if (this.#lanes.size === 0 || (await this.#caught()).length === 0) {
        await sleep(50);
        continue;
      }
      await sleep(GATHER_MS);
      await this.#strike();
    }
  }

  /** Steps in which a worker of this environment died, in order. */
  stepsOf(name: string): string[] {
    return this.#stood.filter((one) => one.name === name).map(({ step }) => step);
  }

  /** Seconds that passed until the step, or what followed, was begun by another worker. */
  standstills(name: string): Promise<number[]> {
    return Promise.all(this.#stood.filter((one) => one.name === name).map(({ seconds }) => seconds));
  }

  async #caught(): Promise<(Caught | (Held & { environmentId: string }))[]> {
    const stopped = await this.#chaos.breakpoints.caught();
    const writes = stopped.filter(({ environmentId }) => this.#lanes.has(environmentId));
    const requests = [...this.#lanes.values()].flatMap(({ environmentId, held }) =>
      held.filter(({ armed }) => armed.met() > 0).map((one) => ({ ...one, environmentId })),
    );
    return [...writes, ...requests];
  }

  async #strike(): Promise<void> {
    const { workers } = this.#chaos;
    const caught = await this.#caught();
    const holders = await Promise.all(
      caught.map(({ environmentId }) => workerOf(this.#chaos, environmentId)),
    );
    const alive = new Set(holders.filter((pid) => pid !== null && workers.pids().includes(pid)));
    const before = await Promise.all(caught.map((one) => this.#attempts(one)));
    await Promise.all([...alive].map((pid) => pid !== null && workers.kill(pid)));
    this.#killed();
    for (const [index, one] of caught.entries()) await this.#bury(one, before[index] ?? 0);
    await workers.keep(this.#workers);
  }

  /** Nothing of what the dead worker was about to write arrives any more; somebody else may go on. */
  async #bury(one: Caught | (Held & { environmentId: string }), before: number): Promise<void> {
    const lane = this.#lanes.get(one.environmentId);
    if (lane === undefined) return;
    const began = performance.now();
    if ("point" in one) await this.#chaos.breakpoints.drop(one);
    else {
      one.armed.release();
      lane.held = lane.held.filter(({ step }) => step !== one.step);
    }
    const seconds = until(`${one.step} of ${lane.name} going on`, GOES_ON_LIMIT_MS, async () =>
      (await this.#attempts(one)) > before ? (performance.now() - began) / 1_000 : null,
    );
    seconds.catch(() => undefined);
    this.#stood.push({ name: lane.name, step: one.step, seconds });
  }

  async #attempts({ environmentId, step }: { environmentId: string; step: string }): Promise<number> {
    const row = await this.#chaos.runtime.db.prisma.operationStep.findFirst({
      where: { name: step, operation: { environmentId } },
      orderBy: { operation: { createdAt: "desc" } },
      select: { attempts: true },
    });
    return row?.attempts ?? 0;
  }
}
