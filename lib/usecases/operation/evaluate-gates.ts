import "server-only";
import type { Tx } from "@/lib/data/client";
import type { ResumeGates } from "@/lib/data/ledger/postgres-ledger";
import { lockEnvironment } from "@/lib/data/locks";
import { goesBack, onlyReads } from "@/lib/domain/operation/name";
import type { Gate } from "@/lib/domain/policy/gate";
import { HELD_BACK } from "@/lib/domain/policy/hold";
import { loadChangeFacts } from "../change/facts";
import { loadHolds } from "../hold/standing";
import { loadDataGates, loadReadingGates, loadRollbackGates } from "../rollback/gates";

/**
 * What passes by itself: a hold is lifted or ends, and so does a copy that runs there. Nothing else can be beside an
 * operation that asks: an index lets only one change an environment.
 */
const WAITED_FOR = new Set(["not_held", "environment_free"]);
/** At the latest this often the gates of what they hold back are asked again. */
const ASKED_AGAIN_MS = 30_000;

export type GatesNow = {
  passed: boolean;
  failures: readonly Gate[];
  /** Set when nothing refuses but what passes by itself: until when to wait before it is asked again, and what to say. */
  held: { until: Date; reason: string } | null;
};

/** The gates of an operation's change as they stand at `now`, its start or a resume; without a change, whether it is held. */
export async function evaluateOperationGates(
  db: Tx,
  operationId: string,
  moment: "start" | "resume",
  now: Date,
): Promise<GatesNow> {
  const operation = await db.operation.findUniqueOrThrow({
    where: { id: operationId },
    select: {
      kind: true,
      change: true,
      environmentId: true,
      previousReleaseId: true,
      release: { select: { id: true, name: true } },
      environment: { select: { id: true, tenantId: true } },
    },
  });
  // A copy may be begun beside what a hold keeps here: the two may not slip past each other.
  if (moment === "start" && !onlyReads(operation.kind)) await lockEnvironment(db, operation.environmentId);
  // A rollback asks only about the place, also when it has a change: what that needed is behind it.
  const asking = { moment, now, operationId };
  const gates = onlyReads(operation.kind)
    ? await loadReadingGates(db, operation.environmentId, asking)
    : goesBack(operation.kind)
      ? await loadRollbackGates(db, operation.environmentId, { ...asking, target: operation.release })
      : operation.change === null
        ? await loadDataGates(db, operation.environmentId, asking)
        : (
            await loadChangeFacts(db, operation.change, {
              moment,
              now,
              operationId,
              previous: { releaseId: operation.previousReleaseId },
            })
          ).gates;
  const failures = gates.filter(({ verdict }) => verdict === "fail");
  const waits = failures.length > 0 && failures.every(({ id }) => WAITED_FOR.has(id));
  const held = waits ? await heldUntil(db, { environment: operation.environment, failures, now }) : null;
  return { passed: failures.length === 0, failures, held };
}

/** What only a hold or a copy keeps from going on waits for its end, and asks again meanwhile. */
async function heldUntil(
  db: Tx,
  facts: { environment: { id: string; tenantId: string }; failures: readonly Gate[]; now: Date },
): Promise<{ until: Date; reason: string }> {
  const { environment, failures, now } = facts;
  const holds = (await loadHolds(db, [environment], now))(environment);
  const ends = holds.map(({ expiresAt }) => expiresAt.getTime());
  const until = new Date(Math.min(now.getTime() + ASKED_AGAIN_MS, ...ends));
  const said = failures.map(({ fact }) => fact).join(" ");
  const onlyBusy = failures.every(({ id }) => id === "environment_free");
  return { until, reason: onlyBusy ? `Waits for its turn. ${said}` : `${HELD_BACK} ${said}` };
}

/**
 * What the gates say to an operation that goes on after a wait or a pause. Whichever of them refuses, it waits: it has
 * touched something already, and a person may open the gate or abort.
 */
export async function resumeGates(db: Tx, operationId: string, now: Date): Promise<ResumeGates> {
  const { passed, failures, held } = await evaluateOperationGates(db, operationId, "resume", now);
  if (passed) return { open: true };
  if (held !== null) return { open: false, ...held };
  const said = failures.map(({ title, fact }) => `${title}: ${fact}`).join(" ");
  return { open: false, until: new Date(now.getTime() + ASKED_AGAIN_MS), reason: `${HELD_BACK} ${said}` };
}
