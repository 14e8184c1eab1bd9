import type { HoldLevel } from "@/lib/contracts/api/resources/hold";

/** From the smallest to the widest: one stops no more than one has to. */
export const HOLD_LEVELS: readonly HoldLevel[] = ["environment", "tenant", "fleet"];

/** The longest a hold may last, in hours: 31 days. The server decides; this only spares a round. */
const LONGEST_HOURS = 31 * 24;

/** The end of a hold that begins now and lasts so many hours as typed; null when that is no number from 1 to 744. */
export function endAfter(typedHours: string, now: number): Date | null {
  const hours = /^\d{1,3}$/.test(typedHours.trim()) ? Number(typedHours) : 0;
  return hours < 1 || hours > LONGEST_HOURS ? null : new Date(now + hours * 3_600_000);
}
