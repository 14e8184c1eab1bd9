import type { Tone } from "@/components/ui/glyph";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import type { Verdict } from "@/lib/contracts/api/resources/common";

export const HEALTH: Record<Verdict, { tone: Tone; word: string }> = {
  good: { tone: "good", word: "Good" },
  warning: { tone: "warn", word: "Warning" },
  bad: { tone: "bad", word: "Bad" },
  unknown: { tone: "unknown", word: "Unknown" },
};

/** The one mark of an environment: what runs on it comes before how it is. */
export function environmentMark(environment: EnvironmentBrief): { tone: Tone; word: string } {
  if (environment.state === "changing") return { tone: "running", word: "Operation running" };
  if (environment.state === "needs_attention") return { tone: "bad", word: "Needs attention" };
  return HEALTH[environment.health];
}

/** The one sentence about an environment, for lists. */
export function environmentSentence(environment: EnvironmentBrief): string {
  return environment.state === "ready" ? environment.healthSentence : environment.stateSentence;
}

/** "2026.11.2" reads "11.2" in a cell that is narrow. */
export function shortRelease(name: string): string {
  return name.replace(/^\d{4}\./, "");
}
