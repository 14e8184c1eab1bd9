import type { JobHandlers } from "@/lib/contracts/jobs/catalog";
import type { Database } from "@/lib/data/client";
import type { LedgerDependencies } from "@/lib/data/ledger/postgres-ledger";
import type { GateAnswer } from "@/lib/operations/deploy/effects";
import type { Certificates } from "@/lib/ports/certificates";
import type { Clusters } from "@/lib/ports/cluster";
import type { Connectors } from "@/lib/ports/connectors";
import type { Messages } from "@/lib/ports/messages";
import type { Erp, EventChannel, ImageRegistry, JobBell, QueueLoss, Seal } from "@/lib/ports/outside";
import type { Signals } from "@/lib/ports/signals";
import type { Logger } from "@/lib/telemetry/logger";
import type { Woken } from "@/lib/usecases/change/wake";
import type { Advanced } from "@/lib/usecases/train/advance";

/** A running listener for jobs. Closing takes no more and resolves when those under way have ended. */
export type JobServer = { close(): Promise<void> };

/** All a worker needs; main.ts fills it from the runtime, tests from fakes. */
export type WorkerDeps = {
  workerId: string;
  db: Database;
  channel: EventChannel;
  bell: JobBell;
  queue: QueueLoss;
  certificates: Certificates;
  clusters: Clusters;
  connectors: Connectors;
  registry: ImageRegistry;
  erp: Erp;
  signals: Signals;
  seal: Seal;
  messages: Messages;
  /** The address people open, for links in messages; null when it was not said. */
  baseUrl: string | null;
  /** Image of the program that copies and reads back. */
  toolboxImage: string;
  /** Room each of its Jobs has for what it unpacks. */
  scratchGibibytes: number;
  logger: Logger;
  evaluateGates(operationId: string): Promise<GateAnswer>;
  /** Makes the next move of a running train. */
  advanceTrain(trainId: string): Promise<Advanced>;
  /** Wakes a scheduled change whose time has come, by the database's clock. */
  wakeChange(waitId: string, now: Date): Promise<Woken>;
  gatesOf: LedgerDependencies["gatesOf"];
  /** How many operations may run at once in the whole fleet. */
  maxOperations: number;
  /** Seconds between two readings of every environment's signals. */
  healthSeconds: number;
  /** In how many environments workflows are tried at once; 0 leaves them to other workers. */
  workflowLanes: number;
  onEnd: LedgerDependencies["onEnd"];
  startJobs(handlers: JobHandlers, options: { concurrency: number }): JobServer;
};
