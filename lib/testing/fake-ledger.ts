import type {
  OperationEnd,
  StepAnswer,
  StepFailure,
  StepRecord,
  StoryLine,
} from "@/lib/domain/operation/run";
import { moveOperation, moveStep, type OperationState, type StepEvent } from "@/lib/domain/operation/state";
import type {
  Attempt,
  GatesAnswer,
  LastStep,
  Lease,
  Ledger,
  StepResult,
  TakenOperation,
  Wait,
  WithEnd,
} from "@/lib/engine/ledger";

type Plan = readonly (Pick<StepRecord, "name" | "phase" | "timeoutMs"> &
  Partial<Pick<StepRecord, "parameters">>)[];

/** The ledger's rules in memory, for one operation. Leases lapse only when a test says so. */
export class FakeLedger implements Ledger {
  state: OperationState = "queued";
  phase: "forward" | "rollback" = "forward";
  fence = 0;
  holder: string | null = null;
  leased = false;
  overdue = false;
  parkedUntil: Date | null = null;
  waitFor: Wait["waitFor"] | null = null;
  waited = "";
  gatesDue = false;
  /** What the gates say to an operation that goes on. */
  gates: GatesAnswer = { open: true };
  failure: StepFailure | null = null;
  ended: OperationEnd | null = null;
  steps: StepRecord[];
  readonly story: StoryLine[] = [];
  /** What people answered. */
  readonly answers: StepAnswer[] = [];
  /** Names of the writes that changed something, in order. */
  readonly writes: string[] = [];
  /** Steps that were begun as the first to touch something. */
  readonly firstTouches: string[] = [];

  constructor(plan: Plan) {
    const empty = { state: "pending", attempts: 0, spentMs: 0, result: null, sentence: "" } as const;
    this.steps = plan.map((step) => ({
      parameters: {},
      ...step,
      ...empty,
      startedAt: null,
      finishedAt: null,
    }));
  }

  /** As if the holder's lease had run out. */
  lapse(): void {
    this.leased = false;
  }

  stateOf(name: string): StepRecord["state"] | undefined {
    return this.steps.find((step) => step.name === name)?.state;
  }

  async take(operationId: string, workerId: string): Promise<TakenOperation | null> {
    const free =
      this.state === "parked" || ((this.state === "queued" || this.state === "running") && !this.leased);
    return free ? this.#claim(operationId, workerId) : null;
  }

  async seize(operationId: string, workerId: string): Promise<TakenOperation | null> {
    return this.overdue && this.ended === null ? this.#claim(operationId, workerId) : null;
  }

  async heartbeat(lease: Lease): Promise<boolean> {
    return this.#holds(lease);
  }

  async beginStep(
    lease: Lease,
    step: string,
    { firstTouch = false, gatesPassed = false }: Attempt = {},
  ): Promise<boolean> {
    return this.#write(lease, `begin ${step}`, () => {
      if (gatesPassed) this.gatesDue = false;
      this.#begin(step, firstTouch);
    });
  }

  async finishStep(
    lease: Lease,
    step: string,
    done: StepResult,
    { lines = [], next = null }: WithEnd = {},
  ): Promise<boolean> {
    const name = next === null ? `finish ${step}` : `finish ${step}, begin ${next.step}`;
    return this.#write(lease, name, () => {
      this.story.push(...lines);
      this.#moveStep(step, "finish", done);
      if (next !== null) this.#begin(next.step, next.firstTouch);
    });
  }

  async askGates(): Promise<GatesAnswer> {
    return this.gates;
  }

  async enterRollback(lease: Lease, failure: StepFailure): Promise<boolean> {
    return this.#write(lease, "rollback", () => {
      this.#moveStep(failure.step, "fail", { sentence: failure.reason, result: failure.facts });
      for (const { name, phase, state } of this.steps) {
        if (phase === "forward" && state === "pending") this.#moveStep(name, "skip", {});
      }
      this.phase = "rollback";
      this.failure = failure;
    });
  }

  async append(lease: Lease, lines: readonly StoryLine[]): Promise<boolean> {
    return this.#write(lease, "append", () => void this.story.push(...lines));
  }

  async park(lease: Lease, wait: Wait): Promise<boolean> {
    return this.#write(lease, "park", () => {
      this.#moveTo("park");
      this.parkedUntil = wait.until;
      this.waitFor = wait.waitFor;
      this.waited = wait.reason;
      const record = this.#record(wait.step);
      const spent = { time: 0, person: 0, kubernetes: record.spentMs + wait.ranMs, gate: record.spentMs };
      if (record.state === "running")
        this.#change(wait.step, { result: wait.memo, spentMs: spent[wait.waitFor] });
      this.leased = false;
    });
  }

  async giveBack(lease: Lease): Promise<boolean> {
    return this.#write(lease, "give back", () => {
      this.leased = false;
      this.holder = null;
    });
  }

  async letGo(lease: Lease): Promise<void> {
    if (lease.fence !== this.fence || this.state === "running") return;
    this.leased = false;
    this.holder = null;
    this.writes.push("let go");
  }

  /** As a person's command does it, beside whoever holds the lease. */
  pause(): void {
    this.#moveTo("pause");
  }

  resume(): void {
    this.#moveTo("resume");
  }

  /** An abort: ends what touched nothing, else turns back. */
  abort(touched: boolean, reason: string): void {
    const running = this.steps.find(({ state }) => state === "running");
    const failure = { step: running?.name ?? "", kind: "aborted", reason, facts: null } as const;
    if (running !== undefined) this.#moveStep(running.name, "fail", { sentence: reason });
    for (const { name, phase, state } of this.steps) {
      if (state === "pending" && (!touched || phase === "forward")) this.#moveStep(name, "skip", {});
    }
    this.#moveTo(touched ? "turn_back" : "cancel");
    if (!touched) return;
    this.phase = "rollback";
    this.failure = failure;
  }

  async end(
    lease: Lease,
    end: OperationEnd,
    { last = null, lines = [] }: { last?: LastStep | null; lines?: readonly StoryLine[] } = {},
  ): Promise<boolean> {
    const name = last?.state === "done" ? `finish ${last.step}, end ${end.state}` : `end ${end.state}`;
    return this.#write(lease, name, () => {
      this.story.push(...lines);
      if (last !== null) {
        const { step, state, sentence, result } = last;
        this.#moveStep(step, state === "done" ? "finish" : "fail", { sentence, result });
      }
      for (const { name, state } of this.steps) if (state === "pending") this.#moveStep(name, "skip", {});
      const events = {
        succeeded: "succeed",
        failed: "fail",
        rolled_back: "roll_back",
        cancelled: "cancel",
      } as const;
      this.#moveTo(events[end.state]);
      this.ended = end;
      this.leased = false;
    });
  }

  #claim(operationId: string, workerId: string): TakenOperation {
    const from = this.state;
    const begun = this.steps.some(({ state }) => state !== "pending");
    if ((from === "parked" && this.waitFor !== "kubernetes") || (from === "queued" && begun))
      this.gatesDue = true;
    if (from !== "running") this.#moveTo("take");
    const waited = from === "parked" ? this.waited : "";
    this.fence += 1;
    this.holder = workerId;
    this.leased = true;
    this.writes.push("take");
    const lease = { operationId, workerId, fence: this.fence };
    return {
      lease,
      phase: this.phase,
      steps: this.steps.map((step) => ({ ...step })),
      startedAt: new Date(),
      deadlineAt: new Date(Date.now() + 60_000),
      failure: this.failure,
      storyLines: this.story.length,
      from,
      waited,
      gatesDue: this.gatesDue,
      answers: this.answers,
    };
  }

  #holds(lease: Lease): boolean {
    return this.state === "running" && lease.fence === this.fence && lease.workerId === this.holder;
  }

  #write(lease: Lease, name: string, change: () => void): boolean {
    if (!this.#holds(lease)) return false;
    change();
    this.writes.push(name);
    return true;
  }

  #begin(step: string, firstTouch: boolean): void {
    if (firstTouch) this.firstTouches.push(step);
    const record = this.#record(step);
    if (record.state === "pending") this.#moveStep(step, "begin", {});
    if (record.state === "done" || record.state === "failed") throw new Error(`${step} has ended already`);
    this.#change(step, { attempts: record.attempts + 1, startedAt: record.startedAt ?? new Date() });
  }

  #record(name: string): StepRecord {
    const record = this.steps.find((step) => step.name === name);
    if (record === undefined) throw new Error(`no step ${name}`);
    return record;
  }

  #change(name: string, change: Partial<StepRecord>): void {
    this.steps = this.steps.map((step) => (step.name === name ? { ...step, ...change } : step));
  }

  #moveStep(name: string, event: StepEvent, change: Partial<StepRecord>): void {
    const next = moveStep(this.#record(name).state, event);
    if (!next.ok) throw new Error(`step ${name} may not ${event} from ${next.error.from}`);
    this.#change(name, {
      ...change,
      state: next.value,
      ...(event === "begin" ? {} : { finishedAt: new Date() }),
    });
  }

  #moveTo(event: Parameters<typeof moveOperation>[1]): void {
    const next = moveOperation(this.state, event);
    if (!next.ok) throw new Error(`operation may not ${event} from ${this.state}`);
    this.state = next.value;
  }
}
