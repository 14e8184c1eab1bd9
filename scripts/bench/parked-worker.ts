// One real worker for `npm run bench:parked`, whose deployments are one step that does nothing.
import { createJobBell, startWorker } from "@/lib/adapters/bullmq";
import { createEventChannel } from "@/lib/adapters/events";
import { createSeal } from "@/lib/adapters/seal";
import { openDatabase } from "@/lib/data/client";
import { done } from "@/lib/engine/step";
import { KIND_RUNS, type OperationKindRun } from "@/lib/operations/kinds";
import { createLogger } from "@/lib/telemetry/logger";
import { FakeCertificates } from "@/lib/testing/fake-certificates";
import { FakeCluster, fakeClusters } from "@/lib/testing/fake-cluster";
import { FakeConnectors } from "@/lib/testing/fake-connectors";
import { FakeMessages } from "@/lib/testing/fake-messages";
import { FakeErp, FakeQueue, FakeRegistry } from "@/lib/testing/fake-outside";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { settleEnd } from "@/lib/usecases/operation/record-outcome";
import type { WorkerDeps } from "@/workers/deps";
import { startWorkerProcess } from "@/workers/process";
import { required } from "./no-op";

const redisUrl = required("REDIS_URL");
const nothing: OperationKindRun = {
  steps: [{ name: "nothing", touches: true, isDone: async () => null, perform: async () => done("Done.") }],
  describe: async () => "It ended.",
};
const deps: WorkerDeps = {
  workerId: `bench-${process.pid}`,
  db: openDatabase(required("DATABASE_URL")),
  channel: createEventChannel({ redisUrl }),
  bell: createJobBell({ redisUrl }),
  queue: new FakeQueue(),
  clusters: fakeClusters(new FakeCluster()),
  certificates: new FakeCertificates(),
  connectors: new FakeConnectors(),
  registry: new FakeRegistry(),
  erp: new FakeErp(),
  signals: new FakeSignals(),
  seal: createSeal(Buffer.alloc(32).toString("base64")),
  messages: new FakeMessages(),
  baseUrl: null,
  toolboxImage: "registry.test/toolbox:1",
  scratchGibibytes: 50,
  logger: createLogger({ name: "bench", level: "error" }),
  evaluateGates: async () => ({ passed: true, failures: [] }),
  gatesOf: async () => ({ open: true }),
  maxOperations: 20,
  healthSeconds: 3_600,
  workflowLanes: 0,
  onEnd: settleEnd,
  wakeChange: () => Promise.reject(new Error("The benchmark has no scheduled changes.")),
  advanceTrain: () => Promise.reject(new Error("The benchmark has no trains.")),
  startJobs(handlers, { concurrency }) {
    const worker = startWorker({ redisUrl, handlers, concurrency });
    return { close: async () => void (await worker.close(5_000)) };
  },
};
const worker = startWorkerProcess(deps, { ...KIND_RUNS, deploy: nothing, rollback: nothing });
process.on("message", () => {
  globalThis.gc?.();
  process.send?.(process.memoryUsage().rss);
});
process.on("disconnect", () => {
  void worker.stop().finally(() => process.exit(0));
});
