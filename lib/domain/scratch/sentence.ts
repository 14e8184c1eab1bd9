const trimmed = (text: string): string => text.trim().replace(/[.;\s]+$/, "");

/** How making a copy ended, in one sentence. */
export function madeSentence(
  { number, hostname }: { number: string; hostname: string },
  end: { succeeded: boolean; left: boolean; reason: string | null },
): string {
  if (end.succeeded) return `${number} stands at https://${hostname}, made harmless and checked.`;
  const because = trimmed(end.reason ?? "no reason was recorded");
  return end.left
    ? `There is no copy ${number}, and what was made of it could not be removed yet: ${because}.`
    : `There is no copy ${number}, and nothing of it is left: ${because}.`;
}

/** How removing one ended; `reason` says why it failed. */
export const removedSentence = (number: string, reason: string | null): string =>
  reason === null
    ? `${number} is gone, with its database, files and keys.`
    : `${number} could not be removed, which is tried again in some hours: ${trimmed(reason)}.`;
