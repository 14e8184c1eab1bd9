import "server-only";
import { RunbookContent } from "@/lib/contracts/api/resources/runbook";
import type { Prisma } from "@/lib/data/generated/client";
import type { EventFact } from "@/lib/data/outbox";
import { decide, readScope, type Scope } from "@/lib/domain/access/decide";
import type { RunbookContent as Content } from "@/lib/domain/runbook/content";
import { type Context, grantsOf } from "../context";

const named = { select: { id: true, name: true } } as const;
const AUTHOR = { author: { select: { name: true } } } as const;

export const runbookInclude = {
  tenant: named,
  versions: {
    orderBy: { number: "desc" },
    take: 1,
    include: { ...AUTHOR, runs: { orderBy: { startedAt: "desc" }, take: 1, select: { startedAt: true } } },
  },
} satisfies Prisma.RunbookInclude;
export type RunbookRow = Prisma.RunbookGetPayload<{ include: typeof runbookInclude }>;

export const versionInclude = AUTHOR satisfies Prisma.RunbookVersionInclude;
export type VersionRow = Prisma.RunbookVersionGetPayload<{ include: typeof versionInclude }>;

const EMPTY: Content = { authority: "", steps: [], escalation: [], messages: [] };

/** A stored text. What an older Holdfast wrote and this one cannot read is shown as empty rather than as a fault. */
export function contentOf(row: { content: unknown } | null | undefined): RunbookContent {
  const parsed = RunbookContent.safeParse(row?.content);
  return parsed.success ? parsed.data : { ...EMPTY, steps: [], escalation: [], messages: [] };
}

/** Whoever is gone wrote as Holdfast's own: shipped texts have no author. */
export const authorOf = (row: { author: { name: string } | null }): string => row.author?.name ?? "Holdfast";

/** Where a runbook lives: with its tenant, or with the fleet. */
export const scopeOfRunbook = ({ tenantId }: { tenantId: string | null }): Scope =>
  tenantId === null ? { level: "fleet" } : { level: "tenant", tenantId };

/** Whether the reader may write a runbook of this scope, and why not. */
export function canEditRunbook(ctx: Context, scope: Scope): { allowed: boolean; reason: string | null } {
  const decision = decide(grantsOf(ctx.actor), "runbook.edit", scope);
  if (decision.allow) return { allowed: true, reason: null };
  const reason =
    decision.reveal === "nothing"
      ? "A runbook is written with a role over all it is for; yours covers a part."
      : decision.reason;
  return { allowed: false, reason };
}

/** Whether the reader may write a runbook at all: for everybody, or for a tenant that a role covers. */
export function canWriteSomewhere(ctx: Context): { allowed: boolean; reason: string | null } {
  const { tenantIds } = readScope(grantsOf(ctx.actor), "runbook.edit");
  return tenantIds.length > 0 ? { allowed: true, reason: null } : canEditRunbook(ctx, { level: "fleet" });
}

/** Live readers look at runbooks, or at one that is followed, again. */
export const runbookEvent = (
  type: string,
  where: { tenantId: string | null; environmentId: string | null },
  id: string,
): EventFact => ({
  type,
  tenantId: where.tenantId,
  environmentId: where.environmentId,
  subject: { kind: "runbook", id },
});
