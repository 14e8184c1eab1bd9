import type { Runtime } from "@/lib/runtime/runtime";

/** Where operations are looked up. */
type Running = { runtime: Runtime };

export type StartedProcess = { pid: number; kill(): Promise<void> };

/** The worker processes under test: real ones, of the bundle that production runs. */
export class Workers {
  readonly #start: (name: string) => StartedProcess;
  readonly #alive = new Map<number, StartedProcess>();
  #started = 0;

  constructor(start: (name: string) => StartedProcess) {
    this.#start = start;
  }

  pids(): number[] {
    return [...this.#alive.keys()];
  }

  /** Starts or kills until `count` live. */
  async keep(count: number): Promise<void> {
    while (this.#alive.size > count) await this.kill(this.pids()[0] ?? 0);
    while (this.#alive.size < count) {
      this.#started += 1;
      const started = this.#start(`worker-${this.#started}`);
      this.#alive.set(started.pid, started);
    }
  }

  /** kill -9; resolves when the process is gone. */
  async kill(pid: number): Promise<void> {
    const process = this.#alive.get(pid);
    if (process === undefined) throw new Error(`No worker of this test has process id ${pid}.`);
    this.#alive.delete(pid);
    await process.kill();
  }
}

/** Process id of the worker that holds what runs in an environment; null when nobody does. */
export async function workerOf({ runtime }: Running, environmentId: string): Promise<number | null> {
  const row = await runtime.db.prisma.operation.findFirst({
    where: { environmentId, finishedAt: null },
    select: { workerId: true },
  });
  return pidOf(row?.workerId ?? null);
}

/** Process id of the worker that holds the operation's lease. */
export async function holderOf({ runtime }: Running, operationId: string): Promise<number> {
  const { workerId } = await runtime.db.prisma.operation.findUniqueOrThrow({
    where: { id: operationId },
    select: { workerId: true },
  });
  const pid = pidOf(workerId);
  if (pid === null) throw new Error(`Nobody holds operation ${operationId}.`);
  return pid;
}

/** A worker's id is HOST-PID-RANDOM. */
function pidOf(workerId: string | null): number | null {
  const pid = Number(workerId?.split("-").at(-2));
  return Number.isInteger(pid) ? pid : null;
}
