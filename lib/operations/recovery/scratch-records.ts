import "server-only";
import type { ScratchSubject } from "@/lib/domain/scratch/subject";

/** What scratch copies are known by. An outage is a TransientFailure. */
export interface ScratchRecords {
  /** The copy this operation makes, or the one it removes; null when it does neither. */
  subjectOf(operationId: string): Promise<ScratchSubject | null>;
}
