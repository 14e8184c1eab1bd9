/** A line as a container wrote it; `at` is when the cluster took it. */
export type LogLine = { at: Date; pod: string; container: string; text: string };

export type LogQuestion = {
  from: Date;
  to: Date;
  /** Null: of every pod. */
  pod: string | null;
  /** Only lines that contain it, whatever the case; empty for all. A source may leave this to the caller. */
  text: string;
  /** At most so many, the newest. */
  limit: number;
};

export type LogAnswer = {
  source: "pods" | "loki";
  /** Oldest first. */
  lines: readonly LogLine[];
  /** True when there was more than could be read: then older lines are missing. */
  cut: boolean;
  /** From when on nothing is missing, where something is; else the first line. */
  readFrom?: Date;
  /** What could not be read, in sentences. */
  silent: readonly string[];
};

export type LogTarget = { clusterId: string; namespace: string };

export type Listener = {
  /** Null: every pod. */
  pod: string | null;
  onLine(line: LogLine): void;
  /** What is not heard any more, or not yet, in a sentence without secrets; the rest is heard on. */
  onSilent(sentence: string): void;
};

/** What the pods of an environment write. Not reachable is a TransientFailure. */
export interface Logs {
  read(target: LogTarget, question: LogQuestion, signal: AbortSignal): Promise<LogAnswer>;
  /**
   * Hands on lines as they are written, of at most 20 containers at once, also of pods that begin later (looked for
   * each 10 s), until the signal aborts or the one pod is no more. Fails once no container can be heard any longer.
   */
  follow(target: LogTarget, listener: Listener, signal: AbortSignal): Promise<void>;
}
