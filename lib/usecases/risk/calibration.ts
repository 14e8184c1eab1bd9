import "server-only";
import type { RiskCalibration } from "@/lib/contracts/api/resources/risk";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn } from "@/lib/data/scope";
import { changeNumber } from "@/lib/domain/change/number";
import { CALIBRATION_DAYS, calibrate, type JudgedOutcome, NEEDED } from "@/lib/domain/risk/calibration";
import { riskBand } from "@/lib/domain/risk/score";
import type { RiskSettings } from "@/lib/domain/risk/settings";
import { Nothing, query } from "../query";
import { riskSettings } from "./settings";

const MANY = 5_000;
const ENDED = ["succeeded", "failed", "rolled_back"] as const;

/** So many are shown one by one. */
const SHOWN = 20;

const STARTED = {
  changeId: true,
  riskScore: true,
  change: {
    select: {
      ...{ number: true, title: true },
      environment: { select: { name: true, timeZone: true, tenant: { select: { name: true } } } },
      operations: {
        where: { kind: "deploy", state: { in: [...ENDED] } },
        orderBy: { createdAt: "desc" },
        take: 1,
        select: { state: true, finishedAt: true },
      },
      moves: {
        where: { toState: "rolled_back" },
        orderBy: { at: "desc" },
        take: 1,
        select: { at: true },
      },
    },
  },
} as const satisfies Prisma.ChangeJudgementSelect;
type Started = Prisma.ChangeJudgementGetPayload<{ select: typeof STARTED }>;
type Ended = { row: Started; state: (typeof ENDED)[number]; endedAt: Date };

/** A deployment that a person took back after it had succeeded ended rolled back, then. */
function endOf(row: Started): Ended[] {
  const [operation] = row.change.operations;
  const [takenBack] = row.change.moves;
  const state = ENDED.find((one) => one === operation?.state);
  const endedAt = operation?.finishedAt ?? null;
  if (state === undefined || endedAt === null) return [];
  if (state === "succeeded" && takenBack !== undefined)
    return [{ row, state: "rolled_back", endedAt: takenBack.at }];
  return [{ row, state, endedAt }];
}

function presentEnd({ row, state, endedAt }: Ended, settings: RiskSettings): RiskCalibration["last"][number] {
  const { number, title, environment } = row.change;
  return {
    change: { id: row.changeId, number: changeNumber(number), title },
    environment: {
      name: environment.name,
      tenantName: environment.tenant.name,
      timeZone: environment.timeZone,
    },
    ...{ score: row.riskScore, band: riskBand(row.riskScore, settings) },
    ...{ ended: state, endedAt: endedAt.toISOString() },
  };
}

/** Scores at the start of the changes the reader may see, held against how their deployment ended. */
export const getRiskCalibration = query({
  action: "policy.read",
  input: Nothing,
  run: async ({ ctx, scope }): Promise<RiskCalibration> => {
    const db = ctx.db.prisma;
    const rows = await db.changeJudgement.findMany({
      where: {
        moment: "start",
        at: { gte: new Date(ctx.now.getTime() - CALIBRATION_DAYS * 24 * 3_600_000) },
        change: { environment: environmentsIn(scope) },
      },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: MANY,
      select: STARTED,
    });
    const ended = rows.flatMap(endOf);
    const outcomes = ended.map(({ row, state, endedAt }): JudgedOutcome => {
      return { score: row.riskScore, failed: state !== "succeeded", endedAt };
    });
    const settings = await riskSettings(db);
    const { bands, weeks, ...told } = calibrate(outcomes, settings, ctx.now);
    return {
      ...told,
      days: CALIBRATION_DAYS,
      needed: NEEDED,
      bands: [...bands],
      last: ended
        .sort((one, other) => other.endedAt.getTime() - one.endedAt.getTime())
        .slice(0, SHOWN)
        .map((one) => presentEnd(one, settings)),
      weeks: weeks.map((week) => ({ ...week, from: week.from.toISOString() })),
    };
  },
});
