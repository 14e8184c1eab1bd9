import type { LiveEvent } from "@/lib/contracts/events/live";
import type { JobName, JobPayload } from "@/lib/contracts/jobs/catalog";
import type { SmokeCheck } from "@/lib/domain/health/facts";

/** The doorbell: says that a row wants work. Ring only after the commit. */
export interface JobBell {
  ring<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void>;
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

/** The ERP of one environment, through its external API. */
export interface Erp {
  /** Signs in, then runs the business checks on real rows, rolled back by the ERP itself. */
  smoke(
    target: {
      clusterId: string;
      namespace: string;
      service: string;
      port: number;
      apiSecret: string;
      databaseSecret: string;
    },
    checks: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly SmokeCheck[]>;
}
