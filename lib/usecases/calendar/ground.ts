import "server-only";
import type { Tx } from "@/lib/data/client";
import { deployTimes } from "@/lib/data/deploy-times";
import { medianStepSecondsOfMany } from "@/lib/data/step-times";
import type { CalendarFacts, WindowFacts } from "@/lib/domain/calendar/facts";
import { NOT_WORK, type WindowNeed, windowNeed } from "@/lib/domain/calendar/window-fit";
import { type PlanGround, settingsByStage } from "../change/approved-plan";
import { changePlan } from "../change/plan";
import { windowSettings } from "../window-policy/settings";
import { rehearsalOf } from "./rehearsal";
import { type CalendarOver, loadCalendar } from "./standing";

type Subject = { environmentId: string; releaseId: string };
type Ground = { calendar: CalendarFacts; window: WindowFacts };
/** What the calendar says of a change, and what it needs of its window. */
export type CalendarGroundOf = (
  subject: Subject & { plannedStart?: Date | null },
  plan: PlanGround,
) => Ground;

/** In a fixed number of queries however many changes there are; where no event is near, durations are not looked up. */
export async function loadCalendarGround(db: Tx, subjects: readonly Subject[]): Promise<CalendarGroundOf> {
  // One after the other: a transaction has one connection.
  const over = await loadCalendar(
    db,
    subjects.map(({ environmentId }) => environmentId),
  );
  const settings = await windowSettings(db);
  const timed = subjects.filter(({ environmentId }) => over(environmentId).events.length > 0);
  const needOf = timed.length === 0 ? null : await loadNeeds(db, timed, over);
  return (subject, plan) => {
    const { events, complete, place, tier } = over(subject.environmentId);
    return {
      calendar: { events, complete, place, plannedStart: subject.plannedStart ?? null },
      window: {
        settings: settings(tier),
        need: events.length === 0 || needOf === null ? null : needOf(subject, plan),
      },
    };
  };
}

type NeedOf = (subject: Subject, plan: PlanGround) => WindowNeed;

async function loadNeeds(db: Tx, subjects: readonly Subject[], over: CalendarOver): Promise<NeedOf> {
  const environmentIds = [...new Set(subjects.map(({ environmentId }) => environmentId))];
  const tenantOf = (environmentId: string) => over(environmentId).place.tenantId;
  const wanted = {
    environmentIds,
    tenantIds: [...new Set(environmentIds.map(tenantOf))],
    releaseIds: [...new Set(subjects.map(({ releaseId }) => releaseId))],
  };
  const times = await deployTimes(db, wanted, NOT_WORK);
  const medians = await medianStepSecondsOfMany(db, environmentIds);
  const observed = await settingsByStage(db);
  return (subject, { runningRelease, ...ground }) => {
    const expected = medians.get(subject.environmentId) ?? new Map<string, number>();
    const plan = changePlan({
      ...ground,
      expected,
      hasPreviousRelease: runningRelease !== null,
      settings: observed(ground.environment.stage),
    });
    const here = times.filter(({ environmentId }) => environmentId === subject.environmentId);
    return windowNeed({
      plan: plan.steps,
      expected,
      rehearsal: rehearsalOf(times, subject, over(subject.environmentId).place),
      history: here.map(({ seconds }) => seconds),
    });
  };
}
