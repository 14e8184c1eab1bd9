import "server-only";
import type { Tx } from "@/lib/data/client";
import type { ChangeClass } from "@/lib/domain/change/classify";
import { changeNumber } from "@/lib/domain/change/number";
import { NEARLY_SPENT, type SpentBudget } from "@/lib/domain/policy/error-budget";
import type { GateFacts } from "@/lib/domain/policy/gate-facts";
import { isIndicatorId } from "@/lib/domain/service-level/indicator";
import { serviceLevelSettings } from "../service-level/settings";

type Subject = { id?: string; contentHash?: string; class?: ChangeClass; environmentId: string };
type Settling = Pick<GateFacts, "waivers" | "emergency" | "debts"> & { budgets: readonly SpentBudget[] };
export type SettlingOf = (subject: Subject) => Settling;

/** More of one environment than this is not told one by one. */
const MOST = 500;

/** Objectives of these environments of whose error budget little is left, with what their tier makes of that. */
async function spentBudgets(
  db: Tx,
  environmentIds: readonly string[],
): Promise<{ environmentId: string; budget: SpentBudget }[]> {
  const rows = await db.serviceLevel.findMany({
    where: { environmentId: { in: [...environmentIds] }, enabled: true, budgetLeft: { lt: NEARLY_SPENT } },
    select: {
      ...{ environmentId: true, indicator: true, budgetLeft: true, measuredAt: true },
      environment: { select: { tenant: { select: { tier: true } } } },
    },
    orderBy: { budgetLeft: "asc" },
    take: MOST,
  });
  if (rows.length === 0) return [];
  const settings = await serviceLevelSettings(db);
  return rows.flatMap(({ environmentId, indicator, budgetLeft: left, measuredAt, environment }) => {
    if (left === null || measuredAt === null || !isIndicatorId(indicator)) return [];
    const rule = settings(environment.tenant.tier).whenExhausted;
    return [{ environmentId, budget: { indicator, left, measuredAt, rule } }];
  });
}

/** What was waived for these changes, and what emergencies on their environments still owe, and error budgets that are short. */
export async function loadSettling(db: Tx, subjects: readonly Subject[], now: Date): Promise<SettlingOf> {
  const waivers = await standingWaivers(
    db,
    subjects.flatMap(({ id }) => id ?? []),
    now,
  );
  const environmentIds = [...new Set(subjects.map(({ environmentId }) => environmentId))];
  const owed = [...(await openDebts(db, environmentIds)), ...(await openReviews(db, environmentIds))];
  const spent = await spentBudgets(db, environmentIds);
  return (subject) => ({
    waivers: waivers
      .filter(({ changeId, contentHash }) => changeId === subject.id && contentHash === subject.contentHash)
      .map(({ gateId, reason, askedBy, confirmedBy, expiresAt, grounds }) => ({
        ...{ gateId, reason, expiresAt, grounds },
        askedBy: askedBy.name,
        confirmedBy: confirmedBy?.name ?? "nobody",
      })),
    emergency: subject.class === "emergency",
    debts: owed
      .filter(
        ({ environmentId, changeId }) => environmentId === subject.environmentId && changeId !== subject.id,
      )
      .map(({ debt }) => debt),
    budgets: spent
      .filter(({ environmentId }) => environmentId === subject.environmentId)
      .map(({ budget }) => budget),
  });
}

const standingWaivers = async (db: Tx, changeIds: readonly string[], now: Date) =>
  changeIds.length === 0
    ? []
    : db.gateWaiver.findMany({
        where: {
          changeId: { in: [...changeIds] },
          confirmedAt: { not: null },
          withdrawnAt: null,
          expiresAt: { gt: now },
        },
        include: { askedBy: { select: { name: true } }, confirmedBy: { select: { name: true } } },
        take: MOST,
      });

async function openDebts(db: Tx, environmentIds: readonly string[]) {
  const rows = await db.changeDebt.findMany({
    where: { paidAt: null, change: { environmentId: { in: [...environmentIds] } } },
    include: { change: { select: { number: true, environmentId: true } } },
    orderBy: [{ dueAt: "asc" }, { id: "asc" }],
    take: MOST,
  });
  return rows.map(({ change, changeId, title, gateId, dueAt }) => ({
    environmentId: change.environmentId,
    changeId,
    debt: {
      ...{ change: changeNumber(change.number), changeId },
      what: title.toLowerCase(),
      dueAt,
      atOnce: gateId === "evidence_complete",
    },
  }));
}

/** Emergencies that have ended and nobody has reviewed. */
async function openReviews(db: Tx, environmentIds: readonly string[]) {
  const rows = await db.change.findMany({
    where: {
      environmentId: { in: [...environmentIds] },
      reviewDueAt: { not: null },
      state: { in: ["succeeded", "rolled_back", "failed"] },
    },
    select: { id: true, number: true, environmentId: true, reviewDueAt: true },
    orderBy: [{ reviewDueAt: "asc" }, { id: "asc" }],
    take: MOST,
  });
  return rows.flatMap(({ id, number, environmentId, reviewDueAt }) =>
    reviewDueAt === null
      ? []
      : [
          {
            environmentId,
            changeId: id,
            debt: {
              ...{ change: changeNumber(number), changeId: id },
              ...{ what: "its review", dueAt: reviewDueAt, atOnce: false },
            },
          },
        ],
  );
}
