import type { Tone } from "@/components/ui/glyph";
import type { TrainCar, TrainRing } from "@/lib/contracts/api/resources/train";
import type { TrainState } from "@/lib/domain/train/state";

export const TRAIN_WORDS: Record<TrainState, { tone: Tone; word: string }> = {
  draft: { tone: "wait", word: "Draft" },
  in_review: { tone: "wait", word: "In review" },
  approved: { tone: "good", word: "Approved" },
  running: { tone: "running", word: "Running" },
  halted: { tone: "warn", word: "Halted" },
  succeeded: { tone: "good", word: "Finished" },
  stopped: { tone: "bad", word: "Stopped" },
  rejected: { tone: "bad", word: "Rejected" },
  cancelled: { tone: "unknown", word: "Cancelled" },
};

export const CAR_WORDS: Record<TrainCar["state"], { tone: Tone; word: string }> = {
  waiting: { tone: "wait", word: "To start" },
  running: { tone: "running", word: "Under way" },
  arrived: { tone: "good", word: "Arrived" },
  failed: { tone: "bad", word: "Did not arrive" },
  left_out: { tone: "unknown", word: "Left out" },
};

export const RING_WORDS: Record<TrainRing["state"], { tone: Tone; word: string }> = {
  waiting: { tone: "wait", word: "To come" },
  running: { tone: "running", word: "Under way" },
  baking: { tone: "parked", word: "Bakes" },
  done: { tone: "good", word: "Done" },
  halted: { tone: "warn", word: "Stands" },
  ended: { tone: "unknown", word: "Not finished" },
};
