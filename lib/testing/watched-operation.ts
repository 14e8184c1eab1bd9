import { observationDefaults } from "@/lib/domain/health/observation";
import type { StepState } from "@/lib/domain/operation/state";
import { queueDeploy } from "./operation-rows";
import type { World } from "./world";

const MINUTE = 60_000;
export const WATCHED_SETTINGS = observationDefaults("production");

/** When its parts happened, before `now`: 20 min ago it began, 12 min ago the release reached everybody. */
const ago = (now: Date, minutes: number) => new Date(now.getTime() - minutes * MINUTE);

/** A deployment parked in its step `observe` since one minute, asking a person unless `parkKind` says otherwise. */
export async function watchedOperation(
  world: World,
  options: { environmentId: string; releaseId: string; previousReleaseId: string; now?: Date },
): Promise<string> {
  const now = options.now ?? new Date();
  const { prisma } = world.db;
  const id = await queueDeploy(world, options);
  const watching = { seconds: 60, settings: WATCHED_SETTINGS as never };
  const rows: [string, "forward" | "rollback", StepState, number, number | null, object][] = [
    ["gates", "forward", "done", 20, 20, {}],
    ["baseline", "forward", "done", 19, 19, watching],
    ["canary", "forward", "done", 18, 17, { percent: 10 }],
    ["canary_smoke", "forward", "done", 17, 16, { percent: 10 }],
    ["rollout", "forward", "done", 14, 12, {}],
    ["observe", "forward", "running", 12, null, watching],
    ["record", "forward", "pending", 0, null, {}],
    ["restore_release", "rollback", "pending", 0, null, {}],
  ];
  await prisma.operationStep.deleteMany({ where: { operationId: id } });
  await prisma.operationStep.createMany({
    data: rows.map(([name, phase, state, began, ended, parameters], position) => ({
      operationId: id,
      position,
      name,
      phase,
      state,
      parameters,
      timeoutMs: MINUTE,
      startedAt: state === "pending" ? null : ago(now, began),
      finishedAt: ended === null ? null : ago(now, ended),
    })),
  });
  await prisma.operation.update({
    where: { id },
    data: { state: "running", startedAt: ago(now, 20), leaseUntil: ago(now, 1), workerId: "w0" },
  });
  await prisma.operation.update({
    where: { id },
    data: {
      state: "parked",
      strategy: "canary",
      workerId: null,
      leaseUntil: null,
      parkedAt: ago(now, 1),
      parkedUntil: new Date(now.getTime() + 60 * MINUTE),
      parkReason:
        "Failed requests 1.2 % (before 0.2 %, warning at 1 %). A person decides: go on, or go back.",
      parkKind: "person",
    },
  });
  return id;
}
