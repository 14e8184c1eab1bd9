import { counted } from "../shared/words";
import { isStanding } from "./record";

/** An outside source that has said nothing of a cause for this long is taken to have forgotten it. */
export const FORGOTTEN_MS = 6 * 3_600_000;

type Row = {
  state: string;
  lastAt: Date;
  moreCauses: number;
  causes: readonly { endedAt: Date | null; source: string; title: string; lastAt: Date }[];
};

/**
 * Why a person cannot say that an alert is over, as a sentence; null when they can. What Holdfast sees itself ends by
 * itself; what an outside source told ends when that says so, or when it has long said nothing.
 */
export function resolveRefusal({ state, causes, lastAt, moreCauses }: Row, now: Date): string | null {
  if (state === "resolved") return "It is over.";
  const standing = causes.filter(isStanding);
  const seen = standing.filter(
    ({ source, lastAt }) => source !== "alertmanager" || now.getTime() - lastAt.getTime() < FORGOTTEN_MS,
  );
  const [first] = seen;
  // Of what is only counted the alert itself says when something was last heard.
  if (moreCauses > 0 && first === undefined && now.getTime() - lastAt.getTime() < FORGOTTEN_MS)
    return `${counted(moreCauses, "cause")} that ${moreCauses === 1 ? "is" : "are"} only counted still ${moreCauses === 1 ? "stands" : "stand"}: silence it until then, or acknowledge it.`;
  if (first === undefined) return null;
  const more = seen.length > 1 ? ` and ${seen.length - 1} more` : "";
  return `“${first.title}”${more} still stands: it is over by itself when that ends. Silence it until then, or acknowledge it.`;
}
