import { type ChangeClass, CLASS_NAMES, isLowered } from "../change/classify";
import type { Gate } from "./gate";

/** What a change was submitted as, beside what it would be submitted as now. */
export type SubmittedClass = {
  was: ChangeClass;
  now: ChangeClass;
  /** Why it is that class now, in words. */
  reason: string;
  /** The line of the approval policy for what it touches by now, where that asks for other people; else null. */
  otherPath: string | null;
  ofTrain: boolean;
};

/**
 * Who approves a change follows from what it touched when it was submitted. What runs there may move since: a change
 * that is more by now is decided on anew, by those its present class asks for.
 */
export function classAsSubmitted({ was, now, reason, otherPath, ofTrain }: SubmittedClass): Gate {
  const [id, title] = ["class_as_submitted", "Class as submitted"] as const;
  const named = CLASS_NAMES[was].toLowerCase();
  const grew = isLowered(was, now) && was !== "emergency";
  if (!grew && otherPath === null) {
    const fact = `It asks for no other approvals than when it was submitted as ${named}.`;
    return { id, title, verdict: "pass", fact, remedy: null };
  }
  return {
    ...{ id, title, verdict: "fail" },
    fact: grew
      ? `It was submitted as ${named} and is more by now. ${reason}`
      : `It touches more than when it was submitted, and is approved otherwise by now: ${otherPath}.`,
    remedy: ofTrain
      ? "Stop the train and draft one anew: who has to approve it follows from what it touches then."
      : "Return it to draft and submit it again: who has to approve it follows from what it touches then.",
  };
}
