import type { DrillCheck } from "@/lib/domain/drill/report";
import type { DrillSubject } from "@/lib/domain/drill/subject";
import type { DrillRecords } from "@/lib/operations/recovery/drill-records";

/** One drill in memory; none until a test puts one there. */
export class FakeDrills implements DrillRecords {
  subject: DrillSubject | null = null;
  recoveredUntil: Date | null = null;
  /** An operation that clears away what the drill left. */
  clearing: string | null = null;

  get #drill(): DrillSubject {
    if (this.subject === null) throw new Error("no drill");
    return this.subject;
  }

  async subjectOf(operationId: string): Promise<DrillSubject | null> {
    const known = this.subject?.operationId === operationId || this.clearing === operationId;
    return known ? structuredClone(this.subject) : null;
  }
  async declare(_operationId: string, at: Date): Promise<Date> {
    const declaredAt = this.#drill.declaredAt ?? at;
    this.subject = { ...this.#drill, declaredAt };
    return declaredAt;
  }
  async recovered(_operationId: string, at: Date, checks: readonly DrillCheck[]): Promise<number> {
    const { declaredAt, rtoSeconds } = this.#drill;
    const seconds = rtoSeconds ?? (at.getTime() - (declaredAt ?? at).getTime()) / 1_000;
    this.subject = { ...this.#drill, rtoSeconds: seconds, checks };
    return seconds;
  }
  async failed(_operationId: string, checks: readonly DrillCheck[]): Promise<void> {
    this.subject = { ...this.#drill, checks };
  }
  async measured(_operationId: string, found: Parameters<DrillRecords["measured"]>[1]): Promise<void> {
    const { rpoSeconds, checks } = found;
    const asked = new Set(checks.map(({ name }) => name));
    const others = this.#drill.checks.filter(({ name }) => !asked.has(name));
    this.recoveredUntil = found.recoveredUntil;
    this.subject = { ...this.#drill, rpoSeconds, checks: [...others, ...checks] };
  }
  async tornDown(): Promise<void> {
    this.subject = { ...this.#drill, tornDown: true };
  }
}
