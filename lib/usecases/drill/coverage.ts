import "server-only";
import type { DrillCoverage } from "@/lib/contracts/api/resources/drill";
import { environmentsIn } from "@/lib/data/scope";
import { drillNumber } from "@/lib/domain/drill/state";
import { proofCountsUntil } from "@/lib/domain/recovery/recovery-policy";
import { Nothing, query } from "../query";
import { type Due, dueDrills } from "./due";
import { presentDrillBrief } from "./present";

/** Which production environments are drilled by schedule, when next, and how many have a young enough proof. */
export const getDrillCoverage = query({
  action: "drill.read",
  input: Nothing,
  run: async ({ ctx, scope }) => {
    const { due, more } = await dueDrills(ctx.db.prisma, environmentsIn(scope));
    const running = await ctx.db.prisma.drill.findMany({
      where: { state: "running", environmentId: { in: due.map(({ row }) => row.id) } },
      select: { id: true, number: true, environmentId: true },
    });
    const runs = new Map(running.map((one) => [one.environmentId, one]));
    const items = due.map((one): DrillCoverage["items"][number] => {
      const run = runs.get(one.row.id);
      return {
        ...presentDue(one, ctx.now),
        running: run === undefined ? null : { id: run.id, number: drillNumber(run.number) },
      };
    });
    return { items, more, covered: due.filter((one) => isCovered(one, ctx.now)).length };
  },
});

function presentDue({ row, everyDays, dueAt }: Due, now: Date) {
  const { id, name, stage, timeZone, tenant, drills } = row;
  const [last] = drills;
  return {
    environment: { id, name, stage, timeZone },
    tenant: { id: tenant.id, name: tenant.name },
    everyDays,
    dueAt: dueAt.toISOString(),
    overdue: dueAt < now,
    last: last === undefined ? null : presentDrillBrief(last),
  };
}

function isCovered({ row, proofMaxAgeDays }: Due, now: Date): boolean {
  const [last] = row.drills;
  if (last?.state !== "passed" || last.finishedAt === null) return false;
  return proofCountsUntil({ proofMaxAgeDays }, last.finishedAt) > now;
}
