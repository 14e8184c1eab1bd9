import "server-only";
import type { Tx } from "@/lib/data/client";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import type { ChangeClass } from "@/lib/domain/change/classify";
import { changeNumber } from "@/lib/domain/change/number";
import { NEARLY_SPENT, type SpentBudget } from "@/lib/domain/policy/error-budget";
import type { GateFacts } from "@/lib/domain/policy/gate-facts";
import type { Waiver } from "@/lib/domain/policy/waiver";
import { isIndicatorId } from "@/lib/domain/service-level/indicator";
import { serviceLevelSettings } from "../service-level/settings";

type Subject = { id?: string; contentHash?: string; class?: ChangeClass; environmentId: string };
type Settling = Pick<GateFacts, "waivers" | "emergency" | "debts"> & { budgets: readonly SpentBudget[] };
export type SettlingOf = (subject: Subject) => Settling;

/** More of one environment than this is not told one by one. */
const MOST = 500;

type SpentRow = {
  environmentId: string;
  indicator: string;
  left: number;
  measuredAt: Date;
  tier: CriticalityTier;
};

/** Objectives of these environments of whose error budget little is left, with what their tier makes of that. */
async function spentBudgets(
  db: Tx,
  environmentIds: readonly string[],
): Promise<{ environmentId: string; budget: SpentBudget }[]> {
  const rows = await db.$queryRaw<SpentRow[]>`
    SELECT level.environment_id AS "environmentId", level.indicator, level.budget_left AS "left",
           level.measured_at AS "measuredAt", tenant.tier::text AS tier
    FROM service_level level JOIN tenant ON tenant.id = level.tenant_id
    WHERE level.environment_id = ANY (${[...environmentIds]}::uuid[]) AND level.enabled
      AND level.budget_left < ${NEARLY_SPENT} AND level.measured_at IS NOT NULL
    ORDER BY level.budget_left
    LIMIT ${MOST}`;
  if (rows.length === 0) return [];
  const settings = await serviceLevelSettings(db);
  return rows.flatMap(({ environmentId, indicator, left, measuredAt, tier }) =>
    isIndicatorId(indicator)
      ? [{ environmentId, budget: { indicator, left, measuredAt, rule: settings(tier).whenExhausted } }]
      : [],
  );
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
        ...{ gateId, reason, askedBy, confirmedBy, expiresAt, grounds },
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

type WaiverRow = Waiver & { changeId: string; contentHash: string };

const standingWaivers = (db: Tx, changeIds: readonly string[], now: Date): Promise<WaiverRow[]> =>
  db.$queryRaw<WaiverRow[]>`
    SELECT waiver.change_id AS "changeId", waiver.content_hash AS "contentHash", waiver.gate_id AS "gateId",
           waiver.reason, waiver.expires_at AS "expiresAt", waiver.grounds, asker.name AS "askedBy",
           coalesce(confirmer.name, 'nobody') AS "confirmedBy"
    FROM gate_waiver waiver
    JOIN "user" asker ON asker.id = waiver.asked_by_id
    LEFT JOIN "user" confirmer ON confirmer.id = waiver.confirmed_by_id
    WHERE waiver.change_id = ANY (${[...changeIds]}::uuid[])
      AND waiver.confirmed_at IS NOT NULL AND waiver.withdrawn_at IS NULL AND waiver.expires_at > ${now}
    LIMIT ${MOST}`;

type DebtRow = {
  environmentId: string;
  changeId: string;
  number: number;
  title: string;
  gateId: string;
  dueAt: Date;
};

async function openDebts(db: Tx, environmentIds: readonly string[]) {
  const rows = await db.$queryRaw<DebtRow[]>`
    SELECT change.environment_id AS "environmentId", change.id AS "changeId", change.number,
           debt.title, debt.gate_id AS "gateId", debt.due_at AS "dueAt"
    FROM change_debt debt JOIN change ON change.id = debt.change_id
    WHERE debt.paid_at IS NULL AND change.environment_id = ANY (${[...environmentIds]}::uuid[])
    ORDER BY debt.due_at, debt.id
    LIMIT ${MOST}`;
  return rows.map(({ environmentId, changeId, number, title, gateId, dueAt }) => ({
    environmentId,
    changeId,
    debt: {
      ...{ change: changeNumber(number), changeId },
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
