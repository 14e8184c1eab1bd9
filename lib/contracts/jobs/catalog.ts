import { z } from "zod";

type JobSpec<P extends z.ZodType> = {
  payload: P;
  /** Deterministic and without ":", so that ringing twice is ringing once. */
  jobId: (payload: z.infer<P>) => string;
  attempts: number;
};
const job = <P extends z.ZodType>(spec: JobSpec<P>) => spec;

/** Identifiers only: the row in PostgreSQL is the truth, the queue is a doorbell. */
export const JOBS = {
  "operation.run": job({
    payload: z.object({ operationId: z.uuid() }),
    jobId: ({ operationId }) => `operation-${operationId}`,
    attempts: 1,
  }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOBS)[N]["payload"]>;
export type JobHandlers = {
  [N in JobName]: (payload: JobPayload<N>, signal: AbortSignal) => Promise<void>;
};
