import type { Tone } from "@/components/ui/glyph";
import type { Verdict } from "@/lib/contracts/api/resources/common";
import type { StatusPage } from "@/lib/contracts/api/resources/status";
import type { StatusStanding } from "@/lib/domain/incident/status-text";

/** What the status page says. */
export const messages = {
  title: "Status",
  tenant: "Tenant",
  failed: "The status could not be brought up to date.",
  nobody: "Nothing to look at",
  nobodyMore: "You have no role over a tenant yet. Ask whoever leads your platform.",
  since: "since",
  places: "Your environments",
  placesNone: "There is no production environment here.",
  past: "Over",
  pastMeta: "of the last 14 days",
  pastNone: "Nothing was told in these 14 days.",
} as const;

/** An environment as people who only work with it say it. */
export const PLACE_WORDS: Readonly<Record<Verdict, { tone: Tone; word: string }>> = {
  good: { tone: "good", word: "Works" },
  warning: { tone: "warn", word: "Works, with trouble" },
  bad: { tone: "bad", word: "Does not work as it should" },
  unknown: { tone: "unknown", word: "Not known just now" },
};

export const STANDING_TONES: Readonly<Record<StatusStanding, Tone>> = {
  open: "bad",
  mitigated: "warn",
  over: "good",
};

/** The page in one sentence: what was told comes before what is measured. */
export function statusSentence({ standing, places, tenant }: StatusPage): string {
  if (tenant === null) return "What your people are told.";
  const open = standing.filter((one) => one.standing === "open").length;
  if (open > 0)
    return open === 1 ? "Something does not work. We are at it." : "Some things do not work. We are at it.";
  if (standing.length > 0) return "You can work again; the cause is not mended yet.";
  if (places.some(({ health }) => health === "bad"))
    return "Something does not work as it should. Nothing has been told of it yet.";
  if (places.length > 0 && places.every(({ health }) => health === "good")) return "Everything works.";
  return "Nothing is told to be broken.";
}
