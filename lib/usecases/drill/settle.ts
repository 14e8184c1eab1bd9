import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Tx } from "@/lib/data/client";
import type { Drill } from "@/lib/data/generated/client";
import { drillEvent, storedChecks } from "@/lib/data/ledger/drill-rows";
import type { AuditEnd } from "@/lib/data/ledger/end";
import { writeEvent } from "@/lib/data/outbox";
import { automaticFindings, LEFT_BEHIND } from "@/lib/domain/drill/report";
import { drillNumber, drillEvent as eventOf, moveDrill } from "@/lib/domain/drill/state";
import { operationShortId } from "@/lib/domain/operation/name";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import { raiseDrill } from "../alert/ledger";
import { findingOwner } from "./finding-owner";
import { tellMissed, tellOwner } from "./tell";

const DAY_MS = 86_400_000;
const LONGEST_FINDING = 2_000;

type Ending = { end: OperationEnd; now: Date; audit: AuditEnd };
const itself = ({ id, number }: Pick<Drill, "id" | "number">) => ({
  kind: "drill",
  id,
  name: drillNumber(number),
});

/**
 * What the end of its operation means for a drill: the verdict, and the findings it makes by itself. Call it in the
 * transaction that ends the operation.
 */
export async function settleDrill(
  tx: Tx,
  operationId: string,
  { end, now, audit }: Ending,
): Promise<LiveEvent[]> {
  const drill = await tx.drill.findUnique({ where: { operationId } });
  if (drill === null) return settleClearing(tx, operationId, { end, now, audit });
  const aborted = end.failure?.kind === "aborted";
  const next = moveDrill(drill.state, eventOf({ state: end.state, aborted }));
  if (!next.ok || next.value === "running") return [];
  // What was touched and not taken away stays until a person removes it.
  const tornDown = end.needsAttention ? false : drill.tornDown;
  const facts = {
    scenario: drill.scenario,
    state: next.value,
    measured: drill,
    promised: { rtoSeconds: drill.rtoObjectiveSeconds, rpoSeconds: drill.rpoObjectiveSeconds },
    checks: storedChecks(drill.checks),
    tornDown,
    reason: end.failure?.reason ?? null,
  };
  const sentence = plainText(end.sentence);
  await tx.drill.update({
    where: { id: drill.id },
    data: { state: next.value, sentence, finishedAt: now, tornDown, version: { increment: 1 } },
  });
  audit(itself(drill), `drill.${next.value}`);
  const found = automaticFindings(facts);
  const ownerId = found.length === 0 ? null : await findingOwner(tx, drill);
  const findings = found.map(({ text, dueDays }) => ({
    ...{ drillId: drill.id, ownerId, createdAt: now },
    text: cutText(plainText(text), LONGEST_FINDING),
    dueOn: new Date(now.getTime() + dueDays * DAY_MS),
  }));
  if (findings.length > 0) await tx.drillFinding.createMany({ data: findings });
  await raiseDrill(tx, drill.environmentId, { state: next.value, sentence }, now);
  const missed = next.value === "passed" && findings.length > 0;
  const told = missed ? await tellMissed(tx, drill, sentence, now) : [];
  const given = await tellGiven(tx, drill, { ownerId, findings, now });
  return [await writeEvent(tx, drillEvent(drill)), ...told, ...given];
}

type Given = { ownerId: string | null; findings: readonly { text: string; dueOn: Date }[]; now: Date };

/** One notice for all of them; whoever started the drill watches it already. */
async function tellGiven(
  tx: Tx,
  drill: Parameters<typeof tellOwner>[1]["drill"] & { requesterId: string | null },
  { ownerId, findings, now }: Given,
): Promise<LiveEvent[]> {
  const [first] = findings.toSorted((one, other) => one.dueOn.getTime() - other.dueOn.getTime());
  if (first === undefined) return [];
  const text =
    findings.length === 1
      ? first.text
      : `${first.text.replace(/[.\s]+$/, "")}, and ${findings.length - 1} more.`;
  const dueOn = first.dueOn.toISOString().slice(0, 10);
  return tellOwner(tx, { drill, ownerId, text, dueOn }, { id: drill.requesterId ?? "", now });
}

/** A later try that has removed everything ends the finding about it; the drill's verdict stays what it was. */
async function settleClearing(
  tx: Tx,
  clearOperationId: string,
  { end, now, audit }: Ending,
): Promise<LiveEvent[]> {
  const drill = await tx.drill.findUnique({ where: { clearOperationId } });
  if (drill === null) return [];
  const version = { increment: 1 };
  audit(itself(drill), end.state === "succeeded" ? "drill.cleared" : "drill.not_cleared");
  if (end.state === "succeeded") {
    await tx.drill.update({ where: { id: drill.id }, data: { tornDown: true, version } });
    await tx.drillFinding.updateMany({
      where: { drillId: drill.id, text: LEFT_BEHIND, state: "open" },
      data: {
        ...{ state: "closed", closedAt: now, closedByName: "Holdfast", version },
        closingNote: `Everything was removed by ${operationShortId(clearOperationId)}.`,
      },
    });
  }
  return [await writeEvent(tx, drillEvent(drill))];
}
