import type { Ledger } from "@/lib/engine/ledger";
import { runOperation } from "@/lib/engine/run";
import type { DeployEffects, DeployStep } from "@/lib/operations/deploy/effects";
import { KIND_RUNS } from "@/lib/operations/kinds";
import { DeployHarness, OPERATION } from "./deploy-harness";
import { noWait } from "./engine-world";
import { fakeClusters } from "./fake-cluster";
import { FakeCopies } from "./fake-copies";
import type { FakeLedger } from "./fake-ledger";

/** A backup, a verification or a pruning as a worker runs it, on fakes of everything outside. */
export class ReadingHarness {
  readonly on: DeployHarness;
  /** The databases beside which a verification loads its copy; the others' one Job ends as it is told. */
  readonly data: FakeCopies | null;
  readonly #kind: "backup" | "verify" | "prune";
  readonly #line: string;

  private constructor(on: DeployHarness, kind: "backup" | "verify" | "prune", line: string) {
    this.on = on;
    this.data = kind === "verify" ? new FakeCopies(on.cluster) : null;
    this.#kind = kind;
    this.#line = line;
  }

  /** `line` is what the toolbox says on its way. */
  static async begin(kind: "backup" | "verify" | "prune", line: string): Promise<ReadingHarness> {
    return new ReadingHarness(await DeployHarness.begin(), kind, line);
  }

  get steps(): readonly DeployStep[] {
    return KIND_RUNS[this.#kind].steps;
  }

  /** The environment as copying it needs it, for this operation. */
  get place() {
    const { clusterId, environment } = this.on.records.subject;
    return { clusterId, environment, release: "2026.11.1", operationId: OPERATION };
  }

  /** How the toolbox ends, and what it leaves in its termination message. */
  ends(message: object, succeeded = true): void {
    if (this.data !== null) this.data.verified = { ...message };
    const outcome = { succeeded, exitCode: succeeded ? 0 : 1, reason: "x", logTail: [] };
    this.on.cluster.job = { outcome: { ...outcome, message: JSON.stringify(message) }, lines: [this.#line] };
  }

  fails(name: string, message: string, more: object = {}): void {
    this.data?.faults.set("verify", { name, message, more });
    this.ends({ ok: false, error: { step: "x", name, message }, ...more }, false);
  }

  async run(
    ledger: FakeLedger,
    steps: readonly DeployStep[] = this.steps,
    { wrap = (effects) => effects, through = ledger }: Wrapped = {},
  ): Promise<string> {
    const { records, registry, erp, signals, queue, observations, recovery, cluster, bugs } = this.on;
    const evaluateGates = async () => this.on.answer;
    const clusters = fakeClusters(cluster);
    const effects: DeployEffects = wrap({
      ...{ records, clusters, registry, erp, signals, queue, observations, evaluateGates, recovery },
      mayGoOn: async () => ({ open: true }),
    });
    return runOperation({
      operationId: OPERATION,
      workerId: "worker",
      ledger: through,
      steps,
      effects,
      clock: noWait,
      signal: new AbortController().signal,
      describe: (facts) => KIND_RUNS[this.#kind].describe(effects, OPERATION, facts),
      onBug: (error) => void bugs.push(error),
    });
  }

  /** The steps of a worker that dies right after `name` was performed. */
  dyingIn(name: string, ledger: FakeLedger): readonly DeployStep[] {
    return this.steps.map((step) => ({
      ...step,
      perform: async (effects: DeployEffects, ctx: Parameters<typeof step.perform>[1]) => {
        const outcome = await step.perform(effects, ctx);
        if (step.name !== name) return outcome;
        ledger.lapse();
        await ledger.take(OPERATION, "thief");
        ledger.lapse();
        return outcome;
      },
    }));
  }

  /** Keys, and ways to the object storage, that still stand on the cluster. */
  keys() {
    return [...this.on.cluster.live.values()].filter(
      ({ kind, metadata }) =>
        kind === "Secret" || (kind === "NetworkPolicy" && metadata.name.startsWith("op-")),
    );
  }
}

/** How a worker that may die reaches the world and the ledger. */
type Wrapped = { wrap?: (effects: DeployEffects) => DeployEffects; through?: Ledger };
