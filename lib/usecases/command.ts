import "server-only";
import type { z } from "zod";
import type { LiveEvent } from "@/lib/contracts/events/live";
import { anew } from "@/lib/data/anew";
import { type AuditFact, appendAudit } from "@/lib/data/audit";
import type { Tx } from "@/lib/data/client";
import { type EventFact, publishNow, writeEvent } from "@/lib/data/outbox";
import type { Action } from "@/lib/domain/access/actions";
import { decide, type Scope } from "@/lib/domain/access/decide";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import { Problem } from "@/lib/domain/shared/problem";
import type { Context } from "./context";
import { asItStands, elevationFacts } from "./elevation/grants";
import { parseInput } from "./query";

export type Target<Row> = {
  row: Row;
  scope: Scope;
  kind: string;
  id: string;
  name: string;
  tenantId: string | null;
  environmentId: string | null;
};

type RunArgs<S extends z.ZodType, Row, Prepared> = {
  tx: Tx;
  ctx: Context;
  input: z.output<S>;
  target: Target<Row>;
  prepared: Prepared;
  /** Tells live readers, after the commit. */
  announce: (event: EventFact) => Promise<void>;
  /** Runs after the commit; its failure is not the command's (a sweep repeats what it does). */
  afterCommit: (work: () => Promise<void>) => void;
  /** Adds to what the audit row says; never a secret. */
  note: (facts: Record<string, unknown>) => void;
  /** What it made, where that has a story of its own: the audit row is about it, not about the place it was asked for. */
  made: (what: Made) => void;
};

type Made = Pick<AuditTarget, "kind" | "id" | "name">;

export type CommandSpec<S extends z.ZodType, Row, Prepared, Out> = {
  action: Action;
  input: S;
  /** What is acted on and where it lives; null is "not found". */
  target: (tx: Tx, input: z.output<S>, ctx: Context) => Promise<Target<Row> | null>;
  /** Slow questions to the outside, asked after the decision and before the transaction. */
  prepare?: (args: { ctx: Context; input: z.output<S>; row: Row }) => Promise<Prepared>;
  run: (args: RunArgs<S, Row, Prepared>) => Promise<Out>;
  /** What else is written, in one commit with the audit row, when `run` refuses what the person may ask for. */
  refused?: (args: RefusedArgs) => Promise<void>;
};

type RefusedArgs = {
  tx: Tx;
  ctx: Context;
  problem: Problem;
  target: AuditTarget;
  announce: (event: EventFact) => Promise<void>;
};

type AuditTarget = Omit<Target<unknown>, "row" | "scope">;

const UNKNOWN = { kind: "unknown", name: "unknown", tenantId: null, environmentId: null };

/** Parse, load, decide, act, audit and tell, in one transaction; a refusal is audited too. The only way to write. */
export function command<S extends z.ZodType, Row, Prepared, Out>(spec: CommandSpec<S, Row, Prepared, Out>) {
  return async (ctx: Context, raw: z.input<S>): Promise<Out> => {
    let aim: AuditTarget = { ...UNKNOWN, id: targetIdOf(raw) };
    let mark: Record<string, unknown> = {};
    const allowed = async (tx: Tx, input: z.output<S>, acting: Context): Promise<Target<Row>> => {
      const target = await spec.target(tx, input, acting);
      if (target === null)
        throw new Problem("not_found", "There is no such thing, or it is not yours to see.");
      aim = target;
      assertAllowed(acting, spec.action, target);
      mark = elevationFacts(acting, spec.action, target.scope);
      return target;
    };
    try {
      const input = parseInput(spec.input, raw);
      const prepared = await prepare(spec, ctx, input, allowed);
      let events: LiveEvent[] = [];
      let later: (() => Promise<void>)[] = [];
      const act = async (tx: Tx): Promise<Out> => {
        [events, later] = [[], []];
        const acting = await asItStands(tx, ctx);
        const target = await allowed(tx, input, acting);
        const notes: Record<string, unknown> = {};
        const about = { ...aim };
        const value = await spec.run({
          tx,
          ctx: acting,
          input,
          target,
          prepared,
          announce: async (event) => void events.push(await writeEvent(tx, event)),
          afterCommit: (work) => void later.push(work),
          note: (facts) => void Object.assign(notes, facts),
          made: (what) => void Object.assign(about, what),
        });
        await appendAudit(tx, auditOf(ctx, spec.action, about, "done", { ...notes, ...mark }));
        return value;
      };
      const out = await anew(() => ctx.db.transaction(act));
      await settle([() => publishNow(ctx.db, ctx.ports.channel, events), ...later]);
      return out;
    } catch (error) {
      if (error instanceof Problem) {
        await refuse(spec, ctx, error, aim, mark);
      }
      throw error;
    }
  };
}

async function refuse<S extends z.ZodType, Row, Prepared, Out>(
  spec: CommandSpec<S, Row, Prepared, Out>,
  ctx: Context,
  problem: Problem,
  aim: AuditTarget,
  mark: Record<string, unknown>,
): Promise<void> {
  const facts = { code: problem.code, reason: problem.message, ...mark };
  const events: LiveEvent[] = [];
  await ctx.db.transaction(async (tx) => {
    const announce = async (event: EventFact) => void events.push(await writeEvent(tx, event));
    await spec.refused?.({ tx, ctx, problem, target: aim, announce });
    await appendAudit(tx, auditOf(ctx, spec.action, aim, "refused", facts));
  });
  await settle([() => publishNow(ctx.db, ctx.ports.channel, events)]);
}

async function prepare<S extends z.ZodType, Row, Prepared, Out>(
  spec: CommandSpec<S, Row, Prepared, Out>,
  ctx: Context,
  input: z.output<S>,
  allowed: (tx: Tx, input: z.output<S>, acting: Context) => Promise<Target<Row>>,
): Promise<Prepared> {
  if (spec.prepare === undefined) return undefined as Prepared;
  const { row } = await allowed(ctx.db.prisma, input, ctx);
  return spec.prepare({ ctx, input, row });
}

function assertAllowed(ctx: Context, action: Action, target: { scope: Scope }): void {
  if (ctx.actor.kind === "system") return;
  const decision = decide(ctx.actor.grants, action, target.scope);
  if (decision.allow) return;
  throw decision.reveal === "nothing"
    ? new Problem("not_found", "There is no such thing, or it is not yours to see.")
    : new Problem("forbidden", decision.reason);
}

/** The audit row of an act or a refusal by this context's actor. */
export function auditOf(
  ctx: Context,
  action: string,
  target: AuditTarget,
  outcome: "done" | "refused",
  facts: Record<string, unknown>,
): AuditFact {
  return {
    at: ctx.now,
    actor: { kind: ctx.actor.kind, id: ctx.actor.id, name: ctx.actor.name },
    action,
    target: { kind: target.kind, id: target.id, name: target.name },
    tenantId: target.tenantId,
    environmentId: target.environmentId,
    outcome,
    facts,
    correlationId: ctx.correlationId,
  };
}

function targetIdOf(raw: unknown): string {
  if (raw === null || typeof raw !== "object") return "unknown";
  const id = Object.entries(raw).find(([key, value]) => key.endsWith("Id") && typeof value === "string");
  return id === undefined ? "unknown" : cutText(plainText(String(id[1])), 64);
}

async function settle(work: readonly (() => Promise<void>)[]): Promise<void> {
  await Promise.allSettled(work.map((each) => each()));
}
