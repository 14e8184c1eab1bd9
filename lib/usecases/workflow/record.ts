import "server-only";
import type { Database } from "@/lib/data/client";
import { tellingTransaction } from "@/lib/data/ledger/telling";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import { afterTry, nextTryAt } from "@/lib/domain/workflow/course";
import type { EventChannel } from "@/lib/ports/outside";
import type { Attempt } from "./attempt";
import type { DueWorkflow, TurnPlace } from "./turn";

const MOST_DETAIL = 500;

/**
 * Writes what a try came to and when the next one is. That it was not tried is written once for the same reason: the
 * row says until when it was so.
 */
export async function recordTry(
  deps: { db: Database; channel: EventChannel },
  place: TurnPlace,
  { workflow, settings, course, asked }: DueWorkflow,
  { tried, at, notBefore }: { tried: Attempt; at: Date; notBefore: Date | null },
): Promise<void> {
  const { outcome, milliseconds } = tried;
  const detail = cutText(plainText(tried.detail).trim(), MOST_DETAIL);
  const after = afterTry(course, { outcome, detail, at });
  const next = nextTryAt(course, after, settings, at);
  const nextAt = notBefore !== null && notBefore > next ? notBefore : next;
  const again = outcome === "skipped" && course.lastOutcome === "skipped" && course.lastDetail === detail;
  const environmentId = place.id;
  const askedBy = asked?.name ?? "";
  await tellingTransaction(deps, async ({ tx, announce }) => {
    await tx.workflow.updateMany({
      where: { environmentId, workflow },
      data: {
        ...{ ...after, recent: [...after.recent], lastAt: at, nextAt },
        ...{ askedById: null, askedAt: null },
      },
    });
    if (!again || asked !== null)
      await tx.workflowRun.create({
        data: { environmentId, workflow, outcome, milliseconds, detail, askedBy, at },
      });
    if (asked === null && outcome === course.lastOutcome) return;
    await announce({
      ...{ type: "environment.workflow", tenantId: place.tenantId, environmentId },
      subject: { kind: "environment", id: environmentId },
    });
  });
}
