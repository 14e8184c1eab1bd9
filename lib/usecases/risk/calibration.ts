import "server-only";
import type { RiskCalibration } from "@/lib/contracts/api/resources/risk";
import { environmentsIn } from "@/lib/data/scope";
import { CALIBRATION_DAYS, calibrate, type JudgedOutcome, NEEDED } from "@/lib/domain/risk/calibration";
import { Nothing, query } from "../query";
import { riskSettings } from "./settings";

const MANY = 5_000;
const ENDED = ["succeeded", "failed", "rolled_back"] as const;

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
      select: {
        changeId: true,
        riskScore: true,
        change: {
          select: {
            operations: {
              where: { kind: "deploy", state: { in: [...ENDED] } },
              orderBy: { createdAt: "desc" },
              take: 1,
              select: { state: true, finishedAt: true },
            },
          },
        },
      },
    });
    const outcomes = rows.flatMap(({ riskScore, change: { operations } }): JudgedOutcome[] => {
      const [operation] = operations;
      if (operation === undefined || operation.finishedAt === null) return [];
      return [{ score: riskScore, failed: operation.state !== "succeeded", endedAt: operation.finishedAt }];
    });
    const { bands, weeks, ...told } = calibrate(outcomes, await riskSettings(db), ctx.now);
    return {
      ...told,
      days: CALIBRATION_DAYS,
      needed: NEEDED,
      bands: [...bands],
      weeks: weeks.map((week) => ({ ...week, from: week.from.toISOString() })),
    };
  },
});
