import type { Tone } from "@/components/ui/glyph";
import type { Scratch } from "@/lib/contracts/api/resources/scratch";

export const SCRATCH_WORDS: Record<Scratch["state"], { tone: Tone; word: string }> = {
  making: { tone: "running", word: "being made" },
  standing: { tone: "good", word: "stands" },
  removing: { tone: "running", word: "being removed" },
  left: { tone: "bad", word: "not removed yet" },
  removed: { tone: "parked", word: "removed" },
  failed: { tone: "bad", word: "not made" },
  cancelled: { tone: "parked", word: "given up" },
};
