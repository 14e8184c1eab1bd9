import type { LiveEvent } from "@/lib/contracts/events/live";
import type { JobName, JobPayload } from "@/lib/contracts/jobs/catalog";
import type { ErpActivity } from "@/lib/domain/health/activity";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import type { LossCount } from "@/lib/domain/recovery/loss";

/** The doorbell: says that a row wants work. Ring only after the commit. */
export interface JobBell {
  ring<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void>;
  /** Rings at `at`, beside whatever rings sooner. */
  ringAt<N extends JobName>(name: N, payload: JobPayload<N>, at: Date): Promise<void>;
}

/** The doorbells' queue as a drill takes it away. No data live in it: what is lost with it is time. */
export interface QueueLoss {
  /**
   * Throws away every job that is there now and, for so many milliseconds, whatever comes: that goes on after the
   * answer, and ends with this process. Answers how many jobs were there. @throws TransientFailure when it does not answer
   */
  lose(milliseconds: number): Promise<number>;
}

/** Live readers' channel; what is lost here is still in PostgreSQL. */
export interface EventChannel {
  /** @throws when the event could not be handed over; a sweep then publishes it again */
  publish(event: LiveEvent): Promise<void>;
  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (event: LiveEvent) => void): Promise<() => Promise<void>>;
}

/** Seals secrets at rest. `context` binds the sealed bytes to their row: moved elsewhere they do not open. */
export interface Seal {
  seal(clear: string, context: string): Uint8Array<ArrayBuffer>;
  /** Throws when the bytes were altered or belong to another context or key. */
  open(sealed: Uint8Array, context: string): string;
}

/** An OCI registry of images. */
export interface ImageRegistry {
  /** True when `repository@digest` exists. Problem `upstream_failed` when the registry does not answer. */
  exists(repository: string, digest: string, signal: AbortSignal): Promise<boolean>;
}

/** The ERP's private entrance and where its credentials stand. */
export type ErpTarget = {
  clusterId: string;
  namespace: string;
  service: string;
  port: number;
  apiSecret: string;
  databaseSecret: string;
};

/** The ERP of one environment, through its external API. */
export interface Erp {
  /** Signs in, then runs the business checks on real rows, rolled back by the ERP itself. */
  smoke(target: ErpTarget, checks: readonly string[], signal: AbortSignal): Promise<readonly SmokeCheck[]>;
  /** What runs inside it now. An ERP that does not answer is a TransientFailure. */
  activity(target: ErpTarget, signal: AbortSignal): Promise<ErpActivity>;
  /**
   * Asks for the sign-in page and what it loads, so that the first visitor does not wait for them to be built.
   * Answers the worst status seen; at most 20 requests.
   */
  warm(target: ErpTarget, signal: AbortSignal): Promise<{ requests: number; worstStatus: number }>;
  /** Rows of each kind written after `since`; null for a kind it does not have. Only counted, nothing is read. */
  countSince(target: ErpTarget, since: Date, signal: AbortSignal): Promise<readonly LossCount[]>;
}
