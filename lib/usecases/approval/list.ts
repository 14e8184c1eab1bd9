import "server-only";
import type { ApprovalPolicy } from "@/lib/contracts/api/resources/approval";
import { decide } from "@/lib/domain/access/decide";
import { CHANGE_CLASSES, type ChangeClass } from "@/lib/domain/change/classify";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";
import { settingsOf } from "./settings";

/** Who approves changes of every class. It belongs to no tenant. */
export const listApprovalPolicies = query({
  action: "change.read",
  input: Nothing,
  run: async ({ ctx }) => {
    const rows = await ctx.db.prisma.approvalPolicy.findMany({ take: CHANGE_CLASSES.length });
    return {
      items: CHANGE_CLASSES.map((of) =>
        presentApprovalPolicy(ctx, of, rows.find((row) => row.class === of) ?? null),
      ),
    };
  },
});

type Row = { settings: unknown; updatedAt: Date; version: number };

/** One class's policy as its page shows it. Policies belong to the fleet: editing needs a role over all of it. */
export function presentApprovalPolicy(ctx: Context, of: ChangeClass, row: Row | null): ApprovalPolicy {
  const decision = decide(grantsOf(ctx.actor), "approval_policy.edit", { level: "fleet" });
  const { approvalDays, reviewDays, rules, otherwise } = settingsOf(of, row);
  const stepsOf = (steps: typeof otherwise): ApprovalPolicy["settings"]["otherwise"] =>
    steps.map((step) => ({ ...step, roles: [...step.roles] as ApprovalRole[] }));
  return {
    class: of,
    settings: {
      approvalDays,
      reviewDays,
      rules: rules.map(({ stages, tiers, flags, steps }) => ({
        stages: [...stages],
        tiers: [...tiers],
        flags: [...flags],
        steps: stepsOf(steps),
      })),
      otherwise: stepsOf(otherwise),
    },
    standard: row === null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    version: row?.version ?? 0,
    can: { edit: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
  };
}

type ApprovalRole = ApprovalPolicy["settings"]["otherwise"][number]["roles"][number];
