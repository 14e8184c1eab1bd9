import { setMaxListeners } from "node:events";
import { removeWorker } from "@/lib/data/ledger/worker-rows";
import { listenForControl, listenForHolds } from "./control";
import type { WorkerDeps } from "./deps";
import { operationRun } from "./handlers/operation-run";
import { BEAT_MS, workerHeartbeat } from "./health";
import { repeat } from "./repeat";
import { CONCURRENCY, createRunner, type KindRuns } from "./runner";
import { abandonedSweep } from "./sweeps/abandoned";
import { alertSweep, deliverySweep, noticeMailSweep } from "./sweeps/alerts";
import { calendarSweep } from "./sweeps/calendar";
import { certificateSweep } from "./sweeps/certificates";
import { changeWaitSweep } from "./sweeps/change-waits";
import { healthSweep } from "./sweeps/health";
import { integrationSweep } from "./sweeps/integrations";
import { keptSweep } from "./sweeps/kept";
import { lineSweep } from "./sweeps/line";
import { outboxSweep } from "./sweeps/outbox";
import { overdueSweep } from "./sweeps/overdue";
import { ringSweep } from "./sweeps/ring";
import { scheduleSweep } from "./sweeps/schedules";
import { serviceLevelSweep } from "./sweeps/service-levels";
import { shippedSweep } from "./sweeps/shipped";
import { trainSweep } from "./sweeps/trains";
import { workflowRows, workflowSweep } from "./sweeps/workflows";
import { Watches } from "./watch/watches";

const RING_MS = 2_000;
const SWEEP_MS = 5_000;
const OUTBOX_MS = 2_000;
const TRAIN_MS = 2_000;
/** A change starts within a second of the edge it waits for. */
const WAIT_MS = 500;
const HEALTH_MS = 2_000;
const ALERT_MS = 1_000;
const INTEGRATION_MS = 3_000;
const CERTIFICATE_MS = 15_000;
const KEPT_MS = 60_000;
const SERVICE_LEVEL_MS = 10_000;
const WATCH_MS = 4_000;
const WORKFLOW_MS = 3_000;
const NEW_WORKFLOWS_MS = 30_000;

export type WorkerProcess = {
  /** Takes nothing more, brings what runs to a safe point or gives it back, and leaves no lease behind. */
  stop(): Promise<void>;
};

/** Lanes beside each other, so that a Prometheus that hangs holds up no other cluster. */
const HEALTH_LANES = 3;

/** Looks often; a cluster's turn comes when its interval is over. */
const healthTasks = (deps: WorkerDeps, watches: Watches, signal: AbortSignal): Promise<void>[] => {
  const sweep = healthSweep(deps, signal, (clusterId) => watches.look(clusterId));
  const everyMs = Math.min(HEALTH_MS, deps.healthSeconds * 250);
  return Array.from({ length: HEALTH_LANES }, (_, lane) =>
    repeat(`health-${lane + 1}`, everyMs, sweep, { signal, logger: deps.logger }),
  );
};

/** Lanes beside each other, so that an ERP that hangs holds up no other. */
function workflowTasks(deps: WorkerDeps, signal: AbortSignal): Promise<void>[] {
  const { workflowLanes: lanes, logger } = deps;
  const options = { signal, logger };
  if (lanes === 0) return [];
  return [
    repeat("workflow-rows", NEW_WORKFLOWS_MS, workflowRows(deps), options),
    ...Array.from({ length: lanes }, (_, lane) =>
      repeat(`workflows-${lane + 1}`, WORKFLOW_MS, workflowSweep(deps, signal), options),
    ),
  ];
}

/** Starts everything a worker does. */
export function startWorkerProcess(deps: WorkerDeps, kinds?: KindRuns): WorkerProcess {
  const stopping = new AbortController();
  const { signal } = stopping;
  // Every task and every operation under way listens to it: more than ten, and a bounded number.
  setMaxListeners(64, signal);
  const { logger } = deps;
  const runner = createRunner(deps, signal, kinds);
  const watches = new Watches(deps);
  const tasks = [
    repeat("heartbeat", BEAT_MS, workerHeartbeat(deps), { signal, logger }),
    repeat("ring", RING_MS, ringSweep(deps, runner), { signal, logger }),
    repeat("schedules", SWEEP_MS, scheduleSweep(deps, signal), { signal, logger }),
    repeat("abandoned", SWEEP_MS, abandonedSweep(deps, signal), { signal, logger }),
    ...healthTasks(deps, watches, signal),
    // Looks often; the turn comes once a minute, to one worker.
    repeat("objectives", SERVICE_LEVEL_MS, serviceLevelSweep(deps, signal), { signal, logger }),
    // Looks often; an integration's turn comes when its interval is over.
    repeat("integrations", INTEGRATION_MS, integrationSweep(deps, signal), { signal, logger }),
    // One address after the other: each is looked at once an hour.
    repeat("certificates", CERTIFICATE_MS, certificateSweep(deps, signal), { signal, logger }),
    repeat("kept", KEPT_MS, keptSweep(deps), { signal, logger }),
    repeat("line", SWEEP_MS, lineSweep(deps), { signal, logger }),
    repeat("overdue", SWEEP_MS, overdueSweep(deps, runner), { signal, logger }),
    repeat("change-waits", WAIT_MS, changeWaitSweep(deps), { signal, logger }),
    repeat("calendar", KEPT_MS, calendarSweep(deps), { signal, logger }),
    repeat("trains", TRAIN_MS, trainSweep(deps), { signal, logger }),
    repeat("shipped", KEPT_MS, shippedSweep(deps), { signal, logger }),
    repeat("alerts", ALERT_MS, alertSweep(deps), { signal, logger }),
    repeat("messages", ALERT_MS, deliverySweep(deps, signal), { signal, logger }),
    repeat("mails", ALERT_MS, noticeMailSweep(deps, signal), { signal, logger }),
    repeat("outbox", OUTBOX_MS, outboxSweep(deps), { signal, logger }),
    ...workflowTasks(deps, signal),
    repeat("watch", WATCH_MS, () => watches.tend(), { signal, logger }),
  ];
  const listening = listenForControl(deps, runner);
  const holds = listenForHolds(deps);
  const jobs = deps.startJobs({ "operation.run": operationRun(runner) }, { concurrency: CONCURRENCY });
  return {
    async stop() {
      stopping.abort();
      const ends = await Promise.allSettled([
        jobs.close(),
        runner.idle().then(async () => (await listening)()),
        holds.then((stopListening) => stopListening()),
        Promise.all(tasks).then(() => watches.stop()),
      ]);
      for (const end of ends) {
        if (end.status === "rejected")
          logger.error({ error: end.reason }, "a part did not stop in good order");
      }
      await removeWorker(deps.db, deps.workerId);
    },
  };
}
