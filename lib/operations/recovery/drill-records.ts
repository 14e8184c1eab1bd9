import "server-only";
import type { DrillCheck } from "@/lib/domain/drill/report";
import type { DrillSubject } from "@/lib/domain/drill/subject";

/** What a drill writes down about itself. An outage is a TransientFailure. */
export interface DrillRecords {
  /** The drill of this operation, or the one whose remains it clears away; null when it is neither. */
  subjectOf(operationId: string): Promise<DrillSubject | null>;
  /** Both clocks start: the first moment told stays. Answers it. */
  declare(operationId: string, at: Date): Promise<Date>;
  /** The business checks passed at `at`: the recovery clock stops, once. Answers the seconds it showed. */
  recovered(operationId: string, at: Date, checks: readonly DrillCheck[]): Promise<number>;
  /** Checks of the recovered ERP that did not all pass. */
  failed(operationId: string, checks: readonly DrillCheck[]): Promise<void>;
  /** What was found in the recovered data, beside the business checks. Repeated, it says the same. */
  measured(
    operationId: string,
    found: { recoveredUntil: Date | null; rpoSeconds: number | null; checks: readonly DrillCheck[] },
  ): Promise<void>;
  /** Nothing of the drill is left. `operationId` is the drill's own, also when another cleared it away. */
  tornDown(operationId: string): Promise<void>;
}
