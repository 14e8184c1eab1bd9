import { ToolboxFailure } from "@/toolbox/failure";
import { redact, type Settings } from "@/toolbox/settings";

const CLEAN_UP_MS = 60_000;

/** One run of the program: settings, the end of its time, what it says, how long its phases took. */
export class Run {
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly notes: string[] = [];
  readonly #begun = performance.now();
  readonly #seconds: Record<string, number> = {};
  readonly #say: (line: string) => void;
  #step = "start";

  constructor(settings: Settings, signal: AbortSignal, say: (line: string) => void) {
    this.settings = settings;
    this.signal = signal;
    this.#say = say;
  }

  /** The phase under way: the step a failure is reported with. */
  get step(): string {
    return this.#step;
  }

  get seconds(): Readonly<Record<string, number>> {
    return { ...this.#seconds };
  }

  get totalSeconds(): number {
    return rounded(performance.now() - this.#begun);
  }

  /** A line for people, without secrets. */
  say(line: string): void {
    this.#say(redact(line, this.settings.secrets));
  }

  /** A line for people that also goes into the report. */
  note(line: string): void {
    this.notes.push(redact(line, this.settings.secrets));
    this.say(`Note: ${line}`);
  }

  /** Runs one phase and counts its time. @throws ToolboxFailure `interrupted` or `time_limit` before it begins */
  async phase<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.check();
    this.#step = name;
    const begun = performance.now();
    try {
      return await work();
    } finally {
      this.#seconds[name] = rounded(performance.now() - begun);
    }
  }

  /** For cleaning up: as long as it takes within a minute, even when this run was asked to stop or its time is over. */
  unstoppable(): Run {
    const settings = { ...this.settings, limitMs: CLEAN_UP_MS };
    return new Run(settings, new AbortController().signal, this.#say);
  }

  /** Milliseconds a piece of work may take: its own limit, or what is left of the whole run. */
  limit(ownMs: number = Number.POSITIVE_INFINITY): number {
    const left = this.settings.limitMs - (performance.now() - this.#begun);
    return Math.max(1, Math.floor(Math.min(ownMs, left)));
  }

  /** @throws ToolboxFailure when the run was asked to stop, or its time is over */
  check(): void {
    if (this.signal.aborted) throw new ToolboxFailure("interrupted", "The run was asked to stop.");
    if (performance.now() - this.#begun > this.settings.limitMs)
      throw new ToolboxFailure("time_limit", `Not done within ${this.settings.limitMs / 1000} s.`);
  }
}

/** Both to their end, whatever one comes to, so that nothing is cleared away under the other. @throws the first failure */
export async function together<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<[One, Other]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}

/** `12.4 MB`, as people read sizes. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? "B"}`;
}
