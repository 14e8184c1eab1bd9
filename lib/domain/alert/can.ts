import { isStanding } from "./record";

/** An outside source that has said nothing of a cause for this long is taken to have forgotten it. */
export const FORGOTTEN_MS = 6 * 3_600_000;

type Row = {
  state: string;
  moreCauses: number;
  causes: readonly { endedAt: Date | null; source: string; title: string; lastAt: Date }[];
};

/**
 * Why a person cannot say that an alert is over, as a sentence; null when they can. What Holdfast sees itself ends by
 * itself; what an outside source told ends when that says so, or when it has long said nothing.
 */
export function resolveRefusal({ state, causes }: Row, now: Date): string | null {
  if (state === "resolved") return "It is over.";
  const standing = causes.filter(isStanding);
  const seen = standing.filter(
    ({ source, lastAt }) => source !== "alertmanager" || now.getTime() - lastAt.getTime() < FORGOTTEN_MS,
  );
  const [first] = seen;
  if (first === undefined) return null;
  const more = seen.length > 1 ? ` and ${seen.length - 1} more` : "";
  return `“${first.title}”${more} still stands: it is over by itself when that ends. Silence it until then, or acknowledge it.`;
}
