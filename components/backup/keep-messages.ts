import type { Retention } from "@/lib/contracts/api/resources/backup";
import { counted, sentenceCase } from "@/lib/domain/shared/words";

export const keepMessages = {
  title: "How long it stays",
  keep: "Keep…",
  release: "Leave it to the rules",
  rules: {
    stored: "The rules of its tier decide: it goes when none of them keeps it and nothing refers to it.",
    forgotten: "It was forgotten: its data are no longer in the store.",
  },
  keptBy: (name: string) => `Kept by ${name} until`,
  notKept: "It is not kept.",
  notReleased: "It is still kept.",
  dialog: "Keep this backup",
  effect: "No rule forgets it until then. It takes room in the store as long.",
  reason: "Why it is kept",
  confirm: "Keep it",
  days: "For how many days",
  daysProblem: (most: number) => `Give a whole number from 1 to ${most}.`,
  prune: "Forget them now",
  notPruned: "Nothing was forgotten.",
  unread: "What the rules keep could not be read.",
} as const;

/** What the rules make of an environment's backups, in one or two sentences; the oldest is told beside it. */
export function retentionWords({ stays, forgets, held }: Retention): string {
  const staying = `${sentenceCase(counted(stays, "restore point stays", "restore points stay"))}`;
  const besides =
    held.length === 0
      ? ""
      : `, ${counted(held.length, "of them", "of them")} only because something refers to it`;
  const going =
    forgets === 0
      ? "No backup is beyond the rules."
      : `${sentenceCase(counted(forgets, "backup is", "backups are"))} beyond the rules and ${forgets === 1 ? "goes" : "go"} in the night.`;
  return `${staying}${besides}. ${going}`;
}
