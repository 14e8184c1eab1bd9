import { NO_LIMIT } from "@/lib/data/ledger/slots";
import { createLogger } from "@/lib/telemetry/logger";
import { FakeCertificates } from "@/lib/testing/fake-certificates";
import { FakeCluster, fakeClusters } from "@/lib/testing/fake-cluster";
import { FakeConnectors } from "@/lib/testing/fake-connectors";
import { FakeMessages } from "@/lib/testing/fake-messages";
import { FakeChannel, FakeErp, FakeQueue, FakeRegistry } from "@/lib/testing/fake-outside";
import { fakeSeal } from "@/lib/testing/fake-seal";
import { FakeSignals } from "@/lib/testing/fake-signals";
import { trainContext } from "@/lib/testing/train-world";
import type { World } from "@/lib/testing/world";
import { SCHEDULE_ACTOR, wakeChange } from "@/lib/usecases/change/wake";
import { settleEnd } from "@/lib/usecases/operation/record-outcome";
import { advanceTrain } from "@/lib/usecases/train/advance";
import type { WorkerDeps } from "./deps";

/** A worker's surroundings on the real test database, with the outside world in memory. */
export function makeSurroundings(world: World, workerId = "worker-1") {
  const cluster = new FakeCluster();
  const channel = new FakeChannel();
  const erp = new FakeErp();
  const signals = new FakeSignals();
  const rung: string[] = [];
  const later: { id: string; at: Date }[] = [];
  const deps: WorkerDeps = {
    workerId,
    db: world.db,
    channel,
    bell: {
      ring: async (_name, payload) => void rung.push(Object.values(payload).join(" ")),
      ringAt: async (_name, payload, at) => void later.push({ id: Object.values(payload).join(" "), at }),
    },
    queue: new FakeQueue(),
    clusters: fakeClusters(cluster),
    certificates: new FakeCertificates(),
    connectors: new FakeConnectors(),
    registry: new FakeRegistry(),
    erp,
    signals,
    seal: fakeSeal,
    messages: new FakeMessages(),
    baseUrl: null,
    toolboxImage: "registry.test/toolbox:1",
    scratchGibibytes: 50,
    logger: createLogger({ name: "test", level: "silent" }),
    gatesOf: async () => ({ open: true }),
    maxOperations: NO_LIMIT,
    healthSeconds: 30,
    // What other suites have in this database is not theirs to try.
    workflowLanes: 0,
    evaluateGates: async () => ({ passed: true, failures: [] }),
    wakeChange: (waitId, now) => wakeChange({ ...trainContext(world), actor: SCHEDULE_ACTOR, now }, waitId),
    advanceTrain: (trainId) => advanceTrain({ ...trainContext(world), now: new Date() }, trainId),
    onEnd: settleEnd,
    startJobs: () => ({ close: async () => undefined }),
  };
  return { deps, cluster, channel, erp, signals, rung, later };
}
