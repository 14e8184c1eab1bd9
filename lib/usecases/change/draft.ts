import "server-only";
import type { z } from "zod";
import { DraftChange } from "@/lib/contracts/api/resources/change";
import type { Change } from "@/lib/data/generated/client";
import { changeNumber } from "@/lib/domain/change/number";
import { Problem } from "@/lib/domain/shared/problem";
import { changeCommand } from "./change-command";
import { type ChangeFacts, loadChangeFacts } from "./facts";
import { plannedStartOf } from "./planned-start";
import { type Proposal, touchedColumns } from "./retouched";
import { type Acting, changeContentHash, changeMoved } from "./target";
import { proposalFor } from "./touches";

/** Drafts a change: one release to one environment. The class is proposed from what differs. */
export const draftChange = changeCommand({
  action: "change.draft",
  input: DraftChange,
  target: async (tx, input) => {
    const row = await tx.environment.findUnique({
      where: { id: input.environmentId },
      select: { id: true, tenantId: true, name: true },
    });
    return (
      row && {
        row,
        scope: { level: "environment" as const, tenantId: row.tenantId, environmentId: row.id },
        kind: "environment",
        id: row.id,
        name: row.name,
        tenantId: row.tenantId,
        environmentId: row.id,
      }
    );
  },
  run: async ({ tx, ctx, input, target, announce, note }) => {
    const release = await tx.release.findUnique({ where: { id: input.releaseId }, select: { id: true } });
    if (release === null) throw new Problem("not_found", "There is no such release.");
    if (input.incidentId !== undefined) await assertIncident(tx, input.incidentId, target.row.id);
    const plannedStart = plannedStartOf(input.plannedStart, ctx.now) ?? null;
    const facts = await loadChangeFacts(tx, { ...input, plannedStart }, { moment: "draft", now: ctx.now });
    const content = {
      ...input,
      incidentId: input.incidentId ?? null,
      plannedStart,
      tenantId: target.row.tenantId,
    };
    const origin = { requesterId: ctx.actor.id, authorIds: [ctx.actor.id], trainRingId: null };
    const proposal = await proposalFor(tx, facts, origin);
    const [row] = await draftRows({ tx, ctx }, [{ content, facts, origin, proposal }]);
    if (row === undefined) throw new Error("The change was not written.");
    await announce(changeMoved(row, "change.drafted"));
    note({ change: changeNumber(row.number), changeId: row.id, contentHash: row.contentHash });
    return row.id;
  },
});

/** It is mended where it stands. */
async function assertIncident(tx: Acting["tx"], id: string, environmentId: string): Promise<void> {
  const row = await tx.incident.findFirst({ where: { id, environmentId }, select: { state: true } });
  if (row === null) throw new Problem("not_found", "There is no such incident on this environment.");
  if (row.state === "closed")
    throw new Problem("conflict", "That incident is closed: draft the change by itself.");
}

type Content = Omit<z.output<typeof DraftChange>, "plannedStart" | "incidentId"> & {
  incidentId?: string | null;
  tenantId: string;
  plannedStart?: Date | null;
};
type Origin = { requesterId: string; authorIds: string[]; trainRingId: string | null };
type Drafted = { content: Content; facts: Pick<ChangeFacts, "findings">; origin: Origin; proposal: Proposal };

/** Rows, each with the first line of its timeline, for whoever has made sure that they may be drafted; announcing is the caller's. */
export async function draftRows(
  { tx, ctx }: Pick<Acting, "tx" | "ctx">,
  drafts: readonly Drafted[],
): Promise<Change[]> {
  const rows = await tx.change.createManyAndReturn({
    data: drafts.map(({ content, facts, origin, proposal }) => ({
      ...content,
      ...origin,
      ...touchedColumns(facts, proposal),
      contentHash: changeContentHash({ ...content, class: proposal.class }),
      createdAt: ctx.now,
      updatedAt: ctx.now,
    })),
  });
  const first = { event: "draft", toState: "draft", actorName: ctx.actor.name, at: ctx.now } as const;
  await tx.changeMove.createMany({ data: rows.map(({ id }) => ({ ...first, changeId: id })) });
  return rows;
}
