import { DAY_MS, instantOf, isZone, MINUTE_MS, parseLocal, wallOf } from "../calendar/wall-clock";

export type Rota = {
  timeZone: string;
  /** Local minute of the first handover, such as 2026-11-23T08:00. */
  startsAt: string;
  /** In the order in which they take over, one week each. */
  memberIds: readonly string[];
};

export const ROTA_MEMBERS = 20;
const WEEK_MS = 7 * DAY_MS;

export type OnCall = { memberId: string; from: Date; until: Date };

/**
 * Who is on call at a moment. Weeks are counted on the rota's own wall clock, so that the handover stays at its hour
 * when clocks are turned. Before the first handover its first member is on call already: nobody is no answer.
 */
export function onCallAt(rota: Rota, at: Date): OnCall | null {
  const start = parseLocal(rota.startsAt);
  if (start === null || !isZone(rota.timeZone) || rota.memberIds.length === 0) return null;
  const week = Math.max(0, Math.floor((wallOf(rota.timeZone, at.getTime()) - start) / WEEK_MS));
  const memberId = rota.memberIds[week % rota.memberIds.length];
  if (memberId === undefined) return null;
  const handover = (number: number) => new Date(instantOf(rota.timeZone, start + number * WEEK_MS));
  return { memberId, from: handover(week), until: handover(week + 1) };
}

/** Whom to ask for, one after the other: whose week it is, then those who take over next. */
export function inTurn(rota: Rota, at: Date): readonly string[] {
  const first = rota.memberIds.indexOf(onCallAt(rota, at)?.memberId ?? "");
  return first < 0 ? [] : [...rota.memberIds.slice(first), ...rota.memberIds.slice(0, first)];
}

/** The next weeks, this one first. */
export function comingWeeks(rota: Rota, at: Date, weeks: number): readonly OnCall[] {
  const coming: OnCall[] = [];
  let moment = at;
  for (let week = 0; week < weeks; week += 1) {
    const next = onCallAt(rota, moment);
    if (next === null) break;
    coming.push(next);
    moment = new Date(next.until.getTime() + MINUTE_MS);
  }
  return coming;
}

/** What is wrong with a rota, as a sentence; null when nothing is. */
export function rotaProblem(rota: Rota): string | null {
  if (!isZone(rota.timeZone))
    return `“${rota.timeZone.slice(0, 64)}” is no time zone. Write one such as Europe/Berlin.`;
  if (parseLocal(rota.startsAt) === null) return "Say the first handover as a day and a minute.";
  if (rota.memberIds.length === 0) return "Choose at least one person.";
  if (rota.memberIds.length > ROTA_MEMBERS) return `A rota has at most ${ROTA_MEMBERS} people.`;
  return new Set(rota.memberIds).size === rota.memberIds.length ? null : "Each person comes once in a round.";
}
