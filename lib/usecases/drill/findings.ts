import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { AddFinding, CloseFinding, EditFinding } from "@/lib/contracts/api/resources/drill";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { drillEvent } from "@/lib/data/ledger/drill-rows";
import { publishNow } from "@/lib/data/outbox";
import { moveFinding } from "@/lib/domain/drill/state";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { drillDetail, ownersOf } from "./present";
import { drillTarget, findingTarget } from "./rows";
import { tellOwner } from "./tell";

/** Open findings of one drill: more is another drill. */
const MOST_OPEN = 50;
/** With the closed ones; the drill's page shows a hundred, and what the drill finds by itself comes on top. */
const MOST_EVER = 90;

const dayOf = (text: string): Date => new Date(`${text}T00:00:00Z`);

/** Writes down what a person saw in a drill. */
export const addDrillFinding = command({
  action: "drill.finding",
  input: AddFinding.extend({ drillId: Id }),
  target: drillTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    await assertRoom(tx, row.id);
    await assertOwner(tx, row, input.ownerId);
    const { text, ownerId, dueOn } = input;
    await tx.drillFinding.create({
      data: { drillId: row.id, text, ownerId, dueOn: dayOf(dueOn), createdAt: ctx.now },
    });
    note({ finding: text, ownerId, dueOn });
    await announce(drillEvent(row));
    const told = await tellOwner(
      tx,
      { drill: row, ownerId, text, dueOn },
      { id: ctx.actor.id, now: ctx.now },
    );
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    return drillDetail(tx, ctx, row.id);
  },
});

/** Says who mends an open finding, and until when. */
export const editDrillFinding = command({
  action: "drill.finding",
  input: EditFinding.extend({ findingId: Id }),
  target: findingTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note }) => {
    assertOpen(row.state);
    await assertOwner(tx, row.drill, input.ownerId);
    const { ownerId, dueOn, version } = input;
    await change(tx, row.id, version, { ownerId, dueOn: dayOf(dueOn) });
    note({ finding: row.text, ownerId, dueOn });
    await announce(drillEvent(row.drill));
    // Another date is told to nobody: who mends it sees it.
    const given = ownerId === row.ownerId ? null : ownerId;
    const told = await tellOwner(
      tx,
      { drill: row.drill, ownerId: given, text: row.text, dueOn },
      { id: ctx.actor.id, now: ctx.now },
    );
    afterCommit(() => publishNow(ctx.db, ctx.ports.channel, told));
    return drillDetail(tx, ctx, row.drill.id);
  },
});

/** Closes a finding with what was done about it. */
export const closeDrillFinding = command({
  action: "drill.finding",
  input: CloseFinding.extend({ findingId: Id }),
  target: findingTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    assertOpen(row.state);
    const closed = { closingNote: input.note, closedByName: ctx.actor.name, closedAt: ctx.now };
    await change(tx, row.id, input.version, { state: "closed", ...closed });
    note({ finding: row.text, note: input.note });
    await announce(drillEvent(row.drill));
    return drillDetail(tx, ctx, row.drill.id);
  },
});

async function assertRoom(tx: Tx, drillId: string): Promise<void> {
  const states = await tx.drillFinding.groupBy({ by: ["state"], where: { drillId }, _count: true });
  const open = states.find(({ state }) => state === "open")?._count ?? 0;
  const ever = states.reduce((sum, { _count }) => sum + _count, 0);
  if (open >= MOST_OPEN)
    throw new Problem(
      "conflict",
      `A drill has at most ${MOST_OPEN} open findings: close some, or write this one down in another drill.`,
    );
  if (ever >= MOST_EVER)
    throw new Problem(
      "conflict",
      `A drill has at most ${MOST_EVER} findings, closed ones too: write this one down in another drill.`,
    );
}

function assertOpen(state: "open" | "closed"): void {
  if (!moveFinding(state).ok) throw new Problem("conflict", "This finding is closed already.");
}

async function assertOwner(
  tx: Tx,
  place: { tenantId: string; environmentId: string },
  ownerId: string | null,
): Promise<void> {
  if (ownerId === null || (await ownersOf(tx, place)).some(({ id }) => id === ownerId)) return;
  throw new Problem("invalid_input", "ownerId: choose somebody with a role over this environment.");
}

async function change(
  tx: Tx,
  id: string,
  version: number,
  data: Prisma.DrillFindingUncheckedUpdateInput,
): Promise<void> {
  const where = { id, version, state: "open" as const };
  const { count } = await tx.drillFinding.updateMany({ where, data: { ...data, version: { increment: 1 } } });
  if (count === 0)
    throw new Problem("conflict", "This finding was changed meanwhile. Look again, then decide.", {
      stale: true,
    });
}
