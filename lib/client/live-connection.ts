import type { LiveEvent } from "@/lib/contracts/events/live";

export type LiveState =
  | { kind: "connecting" }
  | { kind: "live"; since: number }
  | { kind: "lost"; since: number; attempt: number };

type Handlers = {
  onEvent: (event: LiveEvent) => void;
  /** After every opening, the first one too: what happened in between is unknown. */
  onOpen: () => void;
  onState: (state: LiveState) => void;
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Wait before attempt `attempt` (from 1), in milliseconds: doubling to 15 s, spread by `random` in [0, 1). */
export function reconnectWait(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}

/** After its first beat a server is expected to beat at least this often; a longer silence is a dead connection. */
const LONGEST_SILENCE_MS = 45_000;

type Connection = { stop: () => void; retry: () => void; lose: () => void };

/**
 * Holds one stream of live events open until `stop` is called. EventSource would reconnect by itself, but not
 * after an HTTP error and without telling; so every break closes it and opens a new one with back-off.
 * `lose` says that the network is known to be gone, `retry` that it is back.
 */
export function openLiveConnection(address: string, handlers: Handlers): Connection {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let lostSince = 0;
  let attempt = 0;

  const close = () => {
    clearTimeout(timer);
    clearTimeout(silence);
    source?.close();
  };
  const lose = () => {
    close();
    attempt += 1;
    lostSince = lostSince || Date.now();
    handlers.onState({ kind: "lost", since: lostSince, attempt });
    timer = setTimeout(connect, reconnectWait(attempt, Math.random()));
  };
  const connect = () => {
    close();
    const opened = new EventSource(address);
    source = opened;
    opened.onopen = () => {
      attempt = 0;
      lostSince = 0;
      handlers.onState({ kind: "live", since: Date.now() });
      handlers.onOpen();
    };
    opened.onmessage = (message) => {
      const event = readLiveEvent(message.data);
      if (event) handlers.onEvent(event);
    };
    opened.addEventListener("beat", () => {
      clearTimeout(silence);
      silence = setTimeout(lose, LONGEST_SILENCE_MS);
    });
    opened.onerror = lose;
  };

  connect();
  return { stop: close, retry: connect, lose };
}

/** One event of the stream; undefined for anything that does not name a subject. */
export function readLiveEvent(text: unknown): LiveEvent | undefined {
  try {
    const event = JSON.parse(String(text)) as Partial<LiveEvent> | null;
    const subject = event?.subject;
    return typeof subject?.kind === "string" && typeof subject.id === "string"
      ? (event as LiveEvent)
      : undefined;
  } catch {
    return undefined;
  }
}
