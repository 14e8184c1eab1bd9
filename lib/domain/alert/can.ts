import { counted } from "../shared/words";
import { isStanding } from "./record";

/**
 * A cause that nothing was heard of for this long may be called over: an outside source has forgotten it, and of what
 * Holdfast reads itself nothing could be read.
 */
export const FORGOTTEN_MS = 6 * 3_600_000;

type Row = {
  state: string;
  lastAt: Date;
  moreCauses: number;
  causes: readonly { key: string; endedAt: Date | null; source: string; title: string; lastAt: Date }[];
};

/** Since when nothing can be read of signals, by the keys of their causes. */
export type Unread = ReadonlyMap<string, Date>;

/**
 * Why a person cannot say that an alert is over, as a sentence; null when they can. What Holdfast sees itself ends by
 * itself, unless it can long not be read; what an outside source told ends when that says so, or when it has long said
 * nothing.
 */
export function resolveRefusal(
  { state, causes, lastAt, moreCauses }: Row,
  unread: Unread,
  now: Date,
): string | null {
  if (state === "resolved") return "It is over.";
  const standing = causes.filter(isStanding);
  const isRecent = (heard: Date | undefined): boolean =>
    heard === undefined || now.getTime() - heard.getTime() < FORGOTTEN_MS;
  const seen = standing.filter(({ key, source, lastAt }) =>
    isRecent(source === "alertmanager" ? lastAt : unread.get(key)),
  );
  const [first] = seen;
  // Of what is only counted the alert itself says when something was last heard.
  if (moreCauses > 0 && first === undefined && isRecent(lastAt))
    return `${counted(moreCauses, "cause")} that ${moreCauses === 1 ? "is" : "are"} only counted still ${moreCauses === 1 ? "stands" : "stand"}: silence it until then, or acknowledge it.`;
  if (first === undefined) return null;
  const more = seen.length > 1 ? ` and ${seen.length - 1} more` : "";
  return `“${first.title}”${more} still stands: it is over by itself when that ends. Silence it until then, or acknowledge it.`;
}
