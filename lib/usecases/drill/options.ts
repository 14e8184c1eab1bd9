import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { DrillOptions } from "@/lib/contracts/api/resources/drill";
import { environmentsIn } from "@/lib/data/scope";
import { decide } from "@/lib/domain/access/decide";
import { usualPlace } from "@/lib/domain/drill/place";
import {
  ASSUMED_HOURS,
  DRILL_SCENARIOS,
  drillLimits,
  SCENARIOS,
  scenarioRefusal,
} from "@/lib/domain/drill/scenario";
import { drillNumber } from "@/lib/domain/drill/state";
import type { Recoverable } from "@/lib/domain/recovery/point-in-time";
import { type Context, grantsOf } from "../context";
import { objectivesOf } from "../objective/of";
import { found, query } from "../query";
import { dueDrills } from "./due";
import {
  type BackupRow,
  backupsOf,
  chosenFor,
  type DrillableRow,
  drillableInclude,
  drillRefusal,
  expectedRecovery,
  overFleet,
  placesFor,
} from "./facts";
import { presentDrillBrief } from "./present";
import { drillBriefInclude } from "./rows";
import { secondsFor } from "./second";

/** The disasters that can be rehearsed on an environment now, and what each would bring back. */
export const getDrillOptions = query({
  action: "drill.read",
  input: API.getDrillOptions.params,
  run: async ({ ctx, scope, input }) => {
    const db = ctx.db.prisma;
    const where = { AND: [{ id: input.environmentId }, environmentsIn(scope)] };
    const row = found(await db.environment.findFirst({ where, include: drillableInclude }), "environment");
    const last = await db.drill.findFirst({
      where: { environmentId: row.id, state: { not: "running" } },
      include: drillBriefInclude,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    });
    const backups = await backupsOf(db, row.id);
    const { due } = await dueDrills(db, { id: row.id });
    const [running] = row.drills;
    const objective = (await objectivesOf(db, [row]))(row.id);
    const places = await placesFor(db, row);
    return {
      environment: { id: row.id, name: row.name, stage: row.stage, timeZone: row.timeZone },
      tenant: { id: row.tenant.id, name: row.tenant.name },
      scenarios: DRILL_SCENARIOS.map((scenario) => optionOf(ctx, row, scenario, backups)),
      objective:
        objective === null
          ? null
          : { rtoSeconds: objective.rtoSeconds, rpoSeconds: objective.rpoSeconds, from: objective.from },
      expectedSeconds: await expectedRecovery(db, row.id),
      clusters: places.map(({ id, name, home, refusal }) => ({
        ...{ id, name, home },
        possible: { allowed: refusal === null, reason: refusal },
      })),
      usual: {
        clusterId: usualPlace(places, false) ?? row.clusterId,
        forSecond: usualPlace(places, true) ?? row.clusterId,
      },
      assumedHours: ASSUMED_HOURS.usual,
      running: running === undefined ? null : { id: running.id, number: drillNumber(running.number) },
      last: last === null ? null : presentDrillBrief(last),
      dueAt: due[0]?.dueAt.toISOString() ?? null,
      can: { start: canStart(ctx, row) },
    };
  },
});

type Option = DrillOptions["scenarios"][number];

function optionOf(
  ctx: Context,
  row: DrillableRow,
  scenario: Option["scenario"],
  backups: readonly BackupRow[],
): Option {
  const { now } = ctx;
  const { title, disaster, choice, asks, limits } = SCENARIOS[scenario];
  // What was asked for nothing yet chooses as if it had just happened: the moment itself is chosen in the form.
  const assumed = asks === "moment" ? { moment: now } : {};
  const { backup, refusal: none } = chosenFor(row, backups, { scenario, assumed, now });
  const refusal = scenarioRefusal(scenario, overFleet(ctx)) ?? none;
  return {
    ...{ scenario, title, disaster, choice, asks },
    limits: [...limits],
    limitsElsewhere: [...drillLimits(scenario, true)],
    backup: backup?.takenAt == null ? null : { id: backup.id, takenAt: backup.takenAt.toISOString() },
    seconds: spokenSeconds(secondsFor(row, { scenario, backups, before: backup })),
    possible: { allowed: refusal === null, reason: refusal },
  };
}

const spokenSeconds = (seconds: Recoverable | null): Option["seconds"] =>
  seconds === null ? null : { from: seconds.from.toISOString(), until: seconds.until.toISOString() };

function canStart(ctx: Context, row: DrillableRow) {
  const scope = { level: "environment", tenantId: row.tenantId, environmentId: row.id } as const;
  const decision = decide(grantsOf(ctx.actor), "drill.start", scope);
  const reason = decision.allow ? drillRefusal(row) : decision.reason;
  return { allowed: reason === null, reason };
}
