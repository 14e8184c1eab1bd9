import "server-only";
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterLogs, LoggedContainer } from "@/lib/ports/cluster";
import { TransientFailure } from "@/lib/ports/failure";
import type { Listener } from "@/lib/ports/logs";
import { shownText, stampedLine } from "./pod-logs";

/** A connection that breaks is taken up so often in a row. */
const TRIES = 5;
const AT_ONCE = 20;
/** In milliseconds: between two tries, and between two looks for pods that have begun since. */
const TIMES = { pause: 1_000, look: 10_000 };

/** How far a container was heard: `seen` is its last line by the cluster's clock, `since` the moment by ours. */
type Heard = {
  restarts: number;
  seen: Date | null;
  since: number;
  state: "listening" | "ended" | "broken";
};

type Followed = { logs: ClusterLogs; namespace: string; listener: Listener; signal: AbortSignal };

/** Follows the containers of a namespace, or of one pod, with those that begin later: rollouts replace pods. */
export class PodFollower {
  readonly #followed: Followed;
  readonly #times: typeof TIMES;
  readonly #heard = new Map<string, Heard>();
  #lookedAt: number | null = null;
  readonly #told = new Set<string>();

  constructor(followed: Followed, times = TIMES) {
    this.#followed = followed;
    this.#times = times;
  }

  /** Until the signal aborts or the one pod is no more; a failure once nobody is heard any longer. */
  async run(): Promise<void> {
    const { signal } = this.#followed;
    // Each connection hears it, and so does each pause.
    setMaxListeners(AT_ONCE * 4, signal);
    let listed = await this.#look();
    while (!this.#isOver(listed)) {
      await sleep(this.#times.look, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        listed = await this.#look();
        this.#told.delete("look");
      } catch (error) {
        if (signal.aborted) return;
        if (!this.#hears()) throw error;
        this.#tell("look", `Pods that begin now are not heard: ${sentenceOf(error)}`);
      }
    }
  }

  #hears(): boolean {
    return [...this.#heard.values()].some(({ state }) => state === "listening");
  }

  #isOver(listed: readonly LoggedContainer[]): boolean {
    if (this.#hears()) return false;
    if ([...this.#heard.values()].some(({ state }) => state === "broken")) {
      throw new TransientFailure("Nothing is left to be followed: each connection broke. Follow again.");
    }
    return this.#followed.listener.pod !== null && listed.every(({ state }) => state === "over");
  }

  /** Lists the containers and begins to hear those that are not heard yet, or run again. */
  async #look(): Promise<readonly LoggedContainer[]> {
    const [before, now] = [this.#lookedAt, Date.now()];
    const listed = await this.#containers();
    this.#lookedAt = now;
    for (const [key, { state }] of this.#heard) {
      const isThere = listed.some((container) => keyOf(container) === key);
      if (!isThere && state !== "listening") this.#heard.delete(key);
    }
    let left = 0;
    for (const container of listed) {
      const known = this.#heard.get(keyOf(container));
      if (!isDue(container, known, before === null)) continue;
      const listening = [...this.#heard.values()].filter(({ state }) => state === "listening");
      if (listening.length >= AT_ONCE) left += 1;
      else void this.#hear(container, known?.seen ?? null, known?.since ?? before ?? now);
    }
    if (left > 0) this.#tell("left", `${left} more containers are not heard: choose a pod.`);
    return listed;
  }

  async #containers(): Promise<readonly LoggedContainer[]> {
    const { logs, namespace, listener, signal } = this.#followed;
    const all = await logs.containers(namespace, signal);
    return all.filter(({ pod }) => listener.pod === null || listener.pod === pod);
  }

  /** Follows one container; after a broken connection from its last line on. Never fails. */
  async #hear(container: LoggedContainer, seen: Date | null, since: number): Promise<void> {
    const { signal } = this.#followed;
    const heard: Heard = { restarts: container.restarts, seen, since, state: "listening" };
    this.#heard.set(keyOf(container), heard);
    for (let tries = 0; tries < TRIES && !signal.aborted; tries += 1) {
      try {
        await this.#listen(container, heard, () => {
          tries = 0;
        });
        heard.state = "ended";
        return;
      } catch (error) {
        if (tries === TRIES - 1) await this.#giveUp(container, heard, error);
        else await sleep(this.#times.pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #listen(of: LoggedContainer, heard: Heard, onHeard: () => void): Promise<void> {
    const { logs, namespace, listener, signal } = this.#followed;
    const { pod, container } = of;
    const { seen } = heard;
    const sinceSeconds = Math.ceil((Date.now() - heard.since) / 1_000) + 1;
    const onLine = (text: string) => {
      const line = stampedLine(text, of);
      if (line === null || (seen !== null && line.at <= seen)) return;
      heard.seen = line.at;
      heard.since = Date.now();
      onHeard();
      listener.onLine(line);
    };
    await logs.follow({ namespace, pod, container }, { sinceSeconds, onLine, signal });
  }

  /** A pod that is no more has ended like any other; of one that is, or may be, the listener is told. */
  async #giveUp(container: LoggedContainer, heard: Heard, error: unknown): Promise<void> {
    const listed = await this.#containers().catch(() => [container]);
    const isThere = listed.some((other) => keyOf(other) === keyOf(container));
    heard.state = isThere ? "broken" : "ended";
    if (!isThere || this.#followed.signal.aborted) return;
    const name = `${container.pod} (${container.container})`;
    this.#tell(
      `broken ${keyOf(container)}`,
      `The log of pod ${name} could not be followed any further: ${sentenceOf(error)}`,
    );
  }

  /** Each thing is told once, until it has passed. */
  #tell(key: string, sentence: string): void {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#followed.listener.onSilent(sentence);
  }
}

const keyOf = ({ pod, container }: LoggedContainer): string => `${pod}/${container}`;

const sentenceOf = (error: unknown): string =>
  error instanceof Error ? shownText(error.message) : "nobody says why.";

/** Unheard, or running again. What was over before anybody followed has nothing to say from then on. */
function isDue({ state, restarts }: LoggedContainer, known: Heard | undefined, isFirst: boolean): boolean {
  if (known === undefined) return !(isFirst && state === "over");
  return known.state === "ended" && (state === "running" || restarts !== known.restarts);
}
