const HOUR_MS = 3_600_000;

/** How long one asks for a copy at a time, in hours. */
export const LEAST_HOURS = 1;
export const MOST_HOURS = 72;
export const USUAL_HOURS = 8;
/** However often it is kept longer, it goes so long after it was made: who needs it for good restores into a stage. */
export const LONGEST_DAYS = 7;
/** Copies of one environment at a time, those being made and removed among them: each takes room for a whole ERP. */
export const MOST_COPIES = 2;

const LONGEST_MS = LONGEST_DAYS * 24 * HOUR_MS;

/** Until when a copy stands that is wanted so many hours from now. */
export const keptFor = (hours: number, now: Date): Date => new Date(now.getTime() + hours * HOUR_MS);

/** Why a copy made then cannot be kept until that moment, as a sentence; null when it can. */
export function keepingRefusal(until: Date, { madeAt, now }: { madeAt: Date; now: Date }): string | null {
  if (until <= now) return "Choose an end that lies ahead.";
  return until.getTime() - madeAt.getTime() > LONGEST_MS
    ? `A scratch copy goes ${LONGEST_DAYS} days after it was made at the latest. Restore into another stage what is needed for longer.`
    : null;
}

/** What is left of a copy is tried to be removed for so long after it was asked for; by then a person has seen it. */
export const TRIED_FOR_MS = LONGEST_MS + 7 * 24 * HOUR_MS;
