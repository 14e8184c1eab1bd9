import type { Tone } from "@/components/ui/glyph";
import type { Restore, RestoreBrief, RestorePoint } from "@/lib/contracts/api/resources/restore";

export const STATE_WORDS: Record<Restore["state"], { tone: Tone; word: string }> = {
  requested: { tone: "wait", word: "waits for a second person" },
  rejected: { tone: "parked", word: "refused" },
  running: { tone: "running", word: "under way" },
  succeeded: { tone: "good", word: "restored" },
  failed: { tone: "bad", word: "not restored" },
  undoing: { tone: "running", word: "being taken back" },
  undone: { tone: "parked", word: "taken back" },
  cancelled: { tone: "parked", word: "not carried out" },
};

/** What a point is worth, in a word. */
export function proofWord({ state, proof }: Pick<RestorePoint, "state" | "proof">): string {
  if (state === "damaged") return "damaged";
  if (proof === "proven") return "restore-tested";
  return proof === "disproved" ? "reading back failed" : "not yet tested";
}

export const VERDICT_WORDS = {
  same: "as before",
  explained: "explained",
  flagged: "not explained",
} as const;

/** What the figures are held against. */
export const RECORD_WORDS = {
  figures: {
    column: "In the backup",
    caption: "Figures in the backup, now and before",
    met: "as recorded",
    note: null,
  },
  rows: {
    column: "In the backup",
    caption: "Figures in the backup, now and before",
    met: "as recorded",
    note: "This backup is from before figures were recorded with it: only its row counts can be held against what came back.",
  },
  server: {
    column: "On the recovered server",
    caption: "Figures on the recovered server, now and before",
    met: "equal",
    note: "Of a second between backups nobody took a record. Held against one another are what the recovered server had, what lives now, the second itself, and the numbers that must be there.",
  },
} as const;

/** "Stock value and Work orders: this database has no …", once for each reason. */
export function unreadWords(unread: readonly { title: string; reason: string }[]): readonly string[] {
  const reasons = [...new Set(unread.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const titles = unread.filter((one) => one.reason === reason).map(({ title }) => title);
    return `${titles.join(", ")}: ${reason}.`;
  });
}

/** `12.4 MB`, as people read sizes. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? "B"}`;
}

const PLAIN_NUMBER = /^-?\d{5,}(\.\d+)?$/;
/** U+202F: figures stay on one line, and no reader takes it for a decimal mark. */
const THIN_SPACE = "\u202f";

/** A figure of the books with its thousands apart, `817 667.50`; names of documents as they are, a dash for none. */
export function figureText(figure: string | number | null): string {
  if (figure === null) return "–";
  // The figure's title says whose clock it is.
  const text = String(figure).replace(/(:\d\d) UTC$/, "$1");
  return PLAIN_NUMBER.test(text) ? text.replace(/\d(?=(\d{3})+(\.|$))/g, `$&${THIN_SPACE}`) : text;
}

/** What a restore does, in a few words. */
export function restoreWords({
  source,
  target,
  change,
  point,
}: Pick<RestoreBrief, "source" | "target" | "change" | "point">): string {
  if (change !== null)
    return `${target.name} back to ${point.release?.name ?? "the release before"} with its data`;
  return source.id === target.id
    ? `${target.name} back to its own backup`
    : `${source.name} to ${target.name}`;
}
