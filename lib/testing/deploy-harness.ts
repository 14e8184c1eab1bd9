import { type ObservationSettings, observationDefaults } from "@/lib/domain/health/observation";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import { renderEnvironment } from "@/lib/domain/manifest/render";
import { planDeploy } from "@/lib/domain/operation/deploy";
import { type DeployRelease, neededModules, specOf } from "@/lib/domain/operation/deploy-subject";
import { markedWith } from "@/lib/domain/operation/rollout";
import type { DeployStrategy } from "@/lib/domain/operation/strategy";
import type { GatesAnswer } from "@/lib/engine/ledger";
import { type RunResult, runOperation } from "@/lib/engine/run";
import type { Step } from "@/lib/engine/step";
import type { DeployEffects, GateAnswer } from "@/lib/operations/deploy/effects";
import { DEPLOY_STEP_LIST, describeDeploy } from "@/lib/operations/deploy/steps";
import { environmentSpec } from "./cluster-spec";
import { noWait } from "./engine-world";
import { FakeCluster, fakeClusters } from "./fake-cluster";
import { FakeDeployRecords } from "./fake-deploy-records";
import { FakeLedger } from "./fake-ledger";
import { FakeObservations } from "./fake-observations";
import { FakeErp, FakeQueue, FakeRegistry } from "./fake-outside";
import { FakeRecovery } from "./fake-recovery";
import { FakeSignals } from "./fake-signals";

export const OPERATION = "0199aaaa-0000-7000-8000-00003f9a1c2b";
export const JOB = "op-3f9a1c2b-migrate";
export const OLD_IMAGE = `sha256:${"a1".repeat(32)}`;
export const NEW_IMAGE = `sha256:${"b2".repeat(32)}`;

const NAMESPACE = "northwind-production";
const { release: oldRelease, ...environment } = environmentSpec();
const base = { name: "base", version: "19.0.1.3.0", schemaChange: false };
const barcode = { name: "stock_barcode_nw", version: "19.0.2.9.0", schemaChange: false };

/** What runs when the test begins. */
export const previous: DeployRelease = { ...oldRelease, id: "r1", modules: [base, barcode] };
/** One module is newer than in `previous`. */
export const next: DeployRelease = {
  ...previous,
  id: "r2",
  name: "2026.11.2",
  digest: NEW_IMAGE,
  modules: [base, { ...barcode, version: "19.0.2.9.3" }],
};

/** One deployment from `previous` to `next` with the world in memory. */
export class DeployHarness {
  readonly cluster = new FakeCluster();
  readonly erp = new FakeErp();
  readonly registry = new FakeRegistry();
  readonly signals = new FakeSignals();
  readonly queue = new FakeQueue();
  readonly observations = new FakeObservations();
  readonly recovery = new FakeRecovery();
  readonly records: FakeDeployRecords;
  readonly bugs: unknown[] = [];
  strategy: DeployStrategy = "rolling";
  /** True where the tenant has a place for backups. */
  checkpoint = false;
  /** Nothing is watched unless a test says so. */
  settings: ObservationSettings = observationDefaults("dev");
  answer: GateAnswer = { passed: true, failures: [] };
  /** What the gates say to an operation that goes on after a wait. */
  resume: GatesAnswer = { open: true };

  private constructor(records: FakeDeployRecords) {
    this.records = records;
  }

  /** `previous` runs and its manifest is kept; every secret is there. */
  static async begin(): Promise<DeployHarness> {
    const releases = { release: next, previousRelease: previous };
    const kept = { kind: "deploy" as const, strategy: null, keptManifest: null, timeZone: "Europe/Berlin" };
    const subject = { operationId: OPERATION, clusterId: "c", environment, ...kept, ...releases };
    const objects = renderEnvironment(specOf(subject, previous));
    const harness = new DeployHarness(
      new FakeDeployRecords({ ...subject, previousManifest: { id: "m1", objects } }),
    );
    const { cluster } = harness;
    const database = { host: "db", port: "5432", user: "erp", password: "p", dbname: "nw" };
    cluster.secrets.set(`${NAMESPACE}/erp-database`, database);
    cluster.secrets.set(`${NAMESPACE}/erp-api`, { login: "ops", key: "k" });
    await harness.putLive(objects);
    return harness;
  }

  /** These objects stand in the cluster, their pods serve, and nothing is counted as a change yet. */
  async putLive(objects: readonly ManifestObject[]): Promise<void> {
    const { signal } = new AbortController();
    const marked = markedWith(objects, this.records.hash(objects));
    await this.cluster.objects.apply(marked, { fieldManager: "holdfast", signal });
    await this.cluster.waits.rollout(NAMESPACE, ["web", "cron"], { signal, onProgress: () => undefined });
    this.cluster.changes.length = 0;
  }

  newLedger(): FakeLedger {
    const { strategy, settings, records } = this;
    records.subject = { ...records.subject, strategy: records.subject.kind === "deploy" ? strategy : null };
    const { subject } = records;
    const hasPreviousRelease = subject.previousRelease !== null;
    return new FakeLedger(
      planDeploy({
        strategy,
        settings,
        checkpoint: this.checkpoint,
        hasPreviousRelease,
        modules: neededModules(subject),
      }),
    );
  }

  effects(): DeployEffects {
    const { records, registry, erp, signals, queue, observations, recovery } = this;
    return {
      ...{ records, registry, erp, signals, queue, observations, recovery },
      clusters: fakeClusters(this.cluster),
      evaluateGates: async () => this.answer,
      mayGoOn: async () => this.resume,
    };
  }

  async deploy(
    ledger = this.newLedger(),
    steps: readonly Step<DeployEffects>[] = DEPLOY_STEP_LIST,
  ): Promise<{ result: RunResult; ledger: FakeLedger }> {
    const effects = this.effects();
    const result = await runOperation({
      operationId: OPERATION,
      workerId: "worker",
      ledger,
      steps,
      effects,
      signal: new AbortController().signal,
      describe: (facts) => describeDeploy(effects, OPERATION, facts),
      onBug: (error) => void this.bugs.push(error),
      clock: noWait,
    });
    return { result, ledger };
  }

  /** The live web Deployment, as text. */
  liveWeb(): string {
    return JSON.stringify(this.cluster.live.get(`apps/v1|Deployment|${NAMESPACE}|web`));
  }

  /** What stands in the cluster besides Jobs, as text: what is equal is the same for visitors and pods. */
  standing(): string[] {
    return [...this.cluster.live]
      .filter(([, { kind }]) => kind !== "Job")
      .map(([key, { status: _status, ...object }]) => `${key} ${JSON.stringify(object)}`)
      .sort();
  }

  created(kind: string): string[] {
    return this.cluster.changes.filter((change) => change.startsWith(`create ${kind} `));
  }
}
