import type { ChangeClass } from "../change/classify";
import type { Conflict } from "../change/conflicts";
import type { RiskAssessment, SimilarHistory } from "../risk/score";
import type { WrittenPolicy } from "./written-rules";

/** What is known of a change beside its place: what written rules read, and the rules themselves. */
export type GovernanceFacts = {
  policy: WrittenPolicy;
  changeClass: ChangeClass;
  risk: RiskAssessment;
  history: SimilarHistory;
  conflicts: readonly Conflict[];
  /** Hours until the calendar closes on it; null when nothing closes soon. */
  hoursUntilClosed: number | null;
};
