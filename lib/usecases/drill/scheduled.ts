import "server-only";
import { randomUUID } from "node:crypto";
import { appendAudit, WORKER_ACTOR } from "@/lib/data/audit";
import type { Database } from "@/lib/data/client";
import { writeEvent } from "@/lib/data/outbox";
import { isDrillHour } from "@/lib/domain/drill/due";
import { counted } from "@/lib/domain/shared/words";
import { begins } from "../begin-each";
import type { ScheduleHandler } from "../schedule/handlers";
import { createDrill } from "./create";
import { dueDrills } from "./due";
import { drillableInclude } from "./facts";

/** Drills begun by one run: they take room on the cluster. */
const AT_ONCE = 2;
const REASON = "The tier's recovery policy asks for it.";

/** Starts the drills that are due, in the night of their plant, a few at a time. */
export const startDueDrills: ScheduleHandler = async (db, { now, signal }) => {
  const { due } = await dueDrills(db.prisma, { drills: { none: { state: "running" } } });
  let begun = 0;
  for (const { row, dueAt } of due) {
    if (signal.aborted || begun >= AT_ONCE || dueAt > now) break;
    if (!isDrillHour(now, row.timeZone)) continue;
    if (await startOne(db, row.id, now)) begun += 1;
  }
  return { sentence: begun === 0 ? "No drill is due." : `${counted(begun, "drill")} started.` };
};

/** False when it cannot be carried out now: it stays due. */
async function startOne(db: Database, environmentId: string, now: Date): Promise<boolean> {
  const begin = db.transaction(async (tx) => {
    const row = await tx.environment.findUniqueOrThrow({
      where: { id: environmentId },
      include: drillableInclude,
    });
    const correlationId = randomUUID();
    const asked = { scenario: "database_corruption" as const, assumed: {}, reason: REASON };
    const created = await createDrill(tx, row, { ...asked, requesterId: null, correlationId, now });
    for (const event of created.events) await writeEvent(tx, event);
    await appendAudit(tx, {
      at: now,
      actor: WORKER_ACTOR,
      action: "drill.start",
      target: { kind: "drill", id: created.drillId, name: created.number },
      ...{ tenantId: row.tenantId, environmentId: row.id, correlationId },
      outcome: "done",
      facts: { of: row.name, scenario: asked.scenario, reason: REASON },
    });
  });
  return begins(begin);
}
