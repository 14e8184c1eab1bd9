import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type LiveState, openLiveConnection } from "./live-connection";

/** The browser's EventSource, driven by the test. */
class StreamUnderTest {
  static opened: StreamUnderTest[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  closed = false;
  beat: () => void = () => undefined;
  readonly address: string;
  constructor(address: string) {
    this.address = address;
    StreamUnderTest.opened.push(this);
  }
  addEventListener(_name: string, listener: () => void) {
    this.beat = listener;
  }
  close() {
    this.closed = true;
  }
}

const newest = (): StreamUnderTest => {
  const stream = StreamUnderTest.opened.at(-1);
  if (!stream) throw new Error("nothing was opened");
  return stream;
};

function open() {
  const states: LiveState["kind"][] = [];
  const onOpen = vi.fn();
  const onEvent = vi.fn();
  const connection = openLiveConnection("/events", {
    onOpen,
    onEvent,
    onState: (state) => states.push(state.kind),
  });
  return { states, onOpen, onEvent, connection };
}

describe("openLiveConnection", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("EventSource", StreamUnderTest);
    StreamUnderTest.opened = [];
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test("says when it is lost, opens a new stream, and tells of every opening", () => {
    const { states, onOpen } = open();
    newest().onopen?.();
    newest().onerror?.();
    expect(states).toEqual(["live", "lost"]);
    expect(newest().closed).toBe(true);
    vi.advanceTimersByTime(500);
    expect(StreamUnderTest.opened).toHaveLength(2);
    newest().onopen?.();
    expect(states).toEqual(["live", "lost", "live"]);
    expect(onOpen).toHaveBeenCalledTimes(2);
  });

  test("keeps saying since when, over failed attempts", () => {
    const seen: number[] = [];
    openLiveConnection("/events", {
      onOpen: () => undefined,
      onEvent: () => undefined,
      onState: (state) => (state.kind === "lost" ? seen.push(state.since) : undefined),
    });
    newest().onerror?.();
    vi.advanceTimersByTime(500);
    newest().onerror?.();
    expect(seen).toHaveLength(2);
    expect(seen[1]).toBe(seen[0]);
  });

  test("takes a long silence after beats for a dead connection, and no silence for one without beats", () => {
    const { states } = open();
    newest().onopen?.();
    vi.advanceTimersByTime(300_000);
    expect(states).toEqual(["live"]);
    newest().beat();
    vi.advanceTimersByTime(44_000);
    newest().beat();
    vi.advanceTimersByTime(44_000);
    expect(states).toEqual(["live"]);
    vi.advanceTimersByTime(2_000);
    expect(states).toEqual(["live", "lost"]);
  });

  test("opens nothing more once it is stopped", () => {
    const { connection } = open();
    newest().onerror?.();
    connection.stop();
    vi.advanceTimersByTime(60_000);
    expect(StreamUnderTest.opened).toHaveLength(1);
  });
});
