import type { SignalCourse } from "@/lib/domain/health/signal";
import type { KeptLook, ObservationRecords } from "@/lib/operations/deploy/effects";

type Row = KeptLook & { operationId: string; step: string; courses: readonly SignalCourse[] | null };

/** The looks of watching steps in memory, oldest first. */
export class FakeObservations implements ObservationRecords {
  readonly rows: Row[] = [];

  async latest(operationId: string, step: string, count: number): Promise<readonly KeptLook[]> {
    const own = this.rows.filter((row) => row.operationId === operationId && row.step === step);
    return own.reverse().slice(0, count);
  }

  async append(look: Omit<Row, "final">): Promise<void> {
    this.rows.push({ ...look, final: look.courses !== null });
  }
}
