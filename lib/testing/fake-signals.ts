import type { MetricsSource } from "@/lib/domain/health/metrics-source";
import type { SignalName, SignalPoint, SignalTrack } from "@/lib/domain/health/signal";
import type {
  SignalReading,
  Signals,
  SignalTarget,
  SignalWindow,
  SweepAnswer,
  SweepQuestion,
} from "@/lib/ports/signals";

/** A reading, or how it follows from the window asked about. */
type Told = SignalReading | ((window: SignalWindow, target: SignalTarget) => SignalReading);

export type FakeSignalsCall =
  | { call: "available"; clusterId: string }
  | { call: "probe"; clusterId: string; source: MetricsSource }
  | { call: "sweep"; clusterId: string; questions: readonly SweepQuestion[] }
  | {
      call: "read";
      target: SignalTarget;
      names: readonly SignalName[];
      window: SignalWindow;
      track: SignalTrack;
    }
  | {
      call: "series";
      target: SignalTarget;
      name: SignalName;
      window: SignalWindow;
      track: SignalTrack;
      stepSeconds: number;
    };

const NOTHING: SignalReading = { value: null, samples: 0 };
const MAXIMUM_POINTS = 300;

/** Signals as told. What was not told has not been measured: no value, no samples. */
export class FakeSignals implements Signals {
  readonly calls: FakeSignalsCall[] = [];
  /** Thrown by the next reads, series and probes, one each. */
  readonly trouble: Error[] = [];
  /** Ids of clusters without a metrics source. */
  readonly unavailable = new Set<string>();
  readonly #told = new Map<string, Told>();
  readonly #swept = new Map<string, SweepAnswer>();

  /** What `name` reads from now on for one track. */
  tell(name: SignalName, reading: Told, track: SignalTrack = "all"): void {
    this.#told.set(`${track}/${name}`, reading);
  }

  /** What the question `id` answers over all namespaces from now on. */
  tellSwept(id: string, answer: Omit<SweepAnswer, "series"> & { series?: number }): void {
    this.#swept.set(id, { series: answer.values.length, ...answer });
  }

  /** Nothing has been measured any more. */
  forget(): void {
    this.#told.clear();
    this.#swept.clear();
  }

  async available(clusterId: string): Promise<boolean> {
    this.calls.push({ call: "available", clusterId });
    return !this.unavailable.has(clusterId);
  }

  async read(
    target: SignalTarget,
    names: readonly SignalName[],
    { window, track, signal }: Parameters<Signals["read"]>[2],
  ): Promise<ReadonlyMap<SignalName, SignalReading>> {
    this.#enter(signal);
    this.calls.push({ call: "read", target, names: [...names], window, track });
    return new Map(names.map((name) => [name, this.#reading(name, track, window, target)]));
  }

  async sweep(
    clusterId: string,
    questions: readonly SweepQuestion[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, SweepAnswer>> {
    signal.throwIfAborted();
    this.calls.push({ call: "sweep", clusterId, questions });
    const failure = this.trouble.shift()?.message ?? null;
    return new Map(
      questions.map(({ id }) => [
        id,
        failure === null
          ? (this.#swept.get(id) ?? { values: [], series: 0, at: null, failure: null })
          : { values: [], series: 0, at: null, failure },
      ]),
    );
  }

  async probe(clusterId: string, source: MetricsSource, signal: AbortSignal): Promise<{ version: string }> {
    this.#enter(signal);
    this.calls.push({ call: "probe", clusterId, source });
    return { version: "2.42.0" };
  }

  /** Every step of the window, each with the reading of its own step. */
  async series(
    target: SignalTarget,
    name: SignalName,
    { window, track, stepSeconds, signal }: Parameters<Signals["series"]>[2],
  ): Promise<readonly SignalPoint[]> {
    this.#enter(signal);
    this.calls.push({ call: "series", target, name, window, track, stepSeconds });
    const points: SignalPoint[] = [];
    const step = stepSeconds * 1000;
    for (let at = window.from.getTime(); at <= window.to.getTime(); at += step) {
      if (points.length >= MAXIMUM_POINTS) break;
      const { value } = this.#reading(name, track, { from: new Date(at - step), to: new Date(at) }, target);
      points.push({ at: new Date(at).toISOString(), value });
    }
    return points;
  }

  #reading(name: SignalName, track: SignalTrack, window: SignalWindow, target: SignalTarget): SignalReading {
    const told = this.#told.get(`${track}/${name}`) ?? NOTHING;
    return typeof told === "function" ? told(window, target) : told;
  }

  #enter(signal: AbortSignal): void {
    signal.throwIfAborted();
    const error = this.trouble.shift();
    if (error !== undefined) throw error;
  }
}
