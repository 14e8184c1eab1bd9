import "server-only";
import type { Tx } from "@/lib/data/client";
import { ALERT_DOMAINS } from "@/lib/domain/alert/source";
import { occurrencesBetween } from "@/lib/domain/calendar/occurrences";
import { concerns } from "@/lib/domain/calendar/standing";
import { DAY_MS, formatLocal } from "@/lib/domain/calendar/wall-clock";
import type { Stretch } from "@/lib/domain/service-level/hours";
import { closedByDeployment, type PlannedStretch } from "@/lib/domain/service-level/planned";
import { asCalendarEvent, eventSelect } from "../calendar/as-event";
import { calendarPlaces } from "../calendar/standing";
import { byEnvironment } from "../health/by-environment";

const MOST_WINDOWS = 2_000;
const MOST_OPERATIONS = 2_000;
const MOST_PER_WINDOW = 10;
/** Environments looked up at once. */
const AT_ONCE = 500;
/** A window that happened once and has ended, while readings of it still wait, began at most this long ago. */
const LONGEST_DAYS = 40;

/** What was announced to be felt in an environment within the time that was asked about. */
export type PlannedDowntimes = (environmentId: string) => readonly PlannedStretch[];

/**
 * Planned downtime of environments within a time (requirement G3): windows of the calendar that announce it, and the
 * time a deployment of an approved change that is no emergency keeps the door closed.
 */
export async function plannedDowntimes(
  db: Tx,
  environmentIds: readonly string[],
  range: Stretch,
): Promise<PlannedDowntimes> {
  if (environmentIds.length === 0) return () => [];
  const found = [
    ...(await announcedWindows(db, environmentIds, range)),
    ...(await closedDoors(db, environmentIds, range)),
  ];
  return byEnvironment(found);
}

type Placed = PlannedStretch & { environmentId: string };

async function announcedWindows(
  db: Tx,
  environmentIds: readonly string[],
  { from, until }: Stretch,
): Promise<Placed[]> {
  const rows = await db.calendarEvent.findMany({
    where: {
      ...{ kind: "maintenance_window", cancelledAt: null, announces: { isEmpty: false } },
      // A wall clock is at most a day from UTC; whether a window stands is asked of its own clock below.
      OR: [
        { recurrence: { not: null }, nextFrom: { not: null } },
        { recurrence: null, nextFrom: { lte: until } },
        {
          recurrence: null,
          localStart: {
            gte: formatLocal(from.getTime() - LONGEST_DAYS * DAY_MS),
            lte: formatLocal(until.getTime() + DAY_MS),
          },
        },
      ],
    },
    select: { ...eventSelect, announces: true, createdAt: true },
    orderBy: { createdAt: "desc" },
    take: MOST_WINDOWS,
  });
  const windows = rows.flatMap(({ announces, createdAt, ...row }) => {
    const event = asCalendarEvent(row);
    const domains = ALERT_DOMAINS.filter((domain) => announces.includes(domain));
    // What is announced afterwards was not announced.
    const stretches = occurrencesBetween(event, { from, until }, MOST_PER_WINDOW)
      .map(({ from: begin, until: end }) => {
        const announced = Math.max(begin.getTime(), createdAt.getTime());
        return { from: new Date(announced), until: end, domains, asPlanned: true };
      })
      .filter((one) => one.from < one.until);
    return stretches.length === 0 ? [] : [{ event, stretches }];
  });
  if (windows.length === 0) return [];
  const placed: Placed[] = [];
  for (let first = 0; first < environmentIds.length; first += AT_ONCE)
    for (const { place } of await calendarPlaces(db, environmentIds.slice(first, first + AT_ONCE)))
      for (const { event, stretches } of windows)
        if (concerns(event, { place, modules: null }))
          placed.push(...stretches.map((one) => ({ ...one, environmentId: place.environmentId })));
  return placed;
}

async function closedDoors(
  db: Tx,
  environmentIds: readonly string[],
  { from, until }: Stretch,
): Promise<Placed[]> {
  const rows = await db.operation.findMany({
    where: {
      ...{ kind: "deploy", environmentId: { in: [...environmentIds] }, startedAt: { lte: until } },
      OR: [{ finishedAt: null }, { finishedAt: { gte: from } }],
      change: { class: { not: "emergency" } },
      steps: { some: { name: "quiesce", phase: "forward", startedAt: { not: null } } },
    },
    select: {
      ...{ environmentId: true, finishedAt: true },
      steps: { select: { name: true, phase: true, startedAt: true, finishedAt: true } },
    },
    orderBy: { startedAt: "desc" },
    take: MOST_OPERATIONS,
  });
  return rows.flatMap(({ environmentId, finishedAt, steps }) => {
    const closed = closedByDeployment(steps, { finishedAt, now: until });
    return closed === null ? [] : [{ ...closed, environmentId }];
  });
}
