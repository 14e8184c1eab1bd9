import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { approvalPolicyProblem } from "@/lib/contracts/api/resources/approval";
import { CLASS_NAMES } from "@/lib/domain/change/classify";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { objectiveEvent } from "../objective/rows";
import { storePolicy } from "../store-policy";
import { presentApprovalPolicy } from "./list";
import { settingsOf } from "./settings";

/** Sets who approves changes of a class. What is submitted from now on follows it. */
export const editApprovalPolicy = command({
  action: "approval_policy.edit",
  input: API.editApprovalPolicy.body.extend(API.editApprovalPolicy.params.shape),
  target: async (tx, input) => ({
    row: await tx.approvalPolicy.findUnique({ where: { class: input.class } }),
    scope: { level: "fleet" as const },
    kind: "approval_policy",
    id: input.class,
    name: `approvals of ${CLASS_NAMES[input.class].toLowerCase()} changes`,
    tenantId: null,
    environmentId: null,
  }),
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const { settings, version } = input;
    const problem = approvalPolicyProblem(input.class, settings);
    if (problem !== null) {
      throw new Problem("invalid_input", problem, { issues: [{ path: "settings", message: problem }] });
    }
    const before = settingsOf(input.class, row);
    const updatedAt = ctx.now;
    await storePolicy(version, {
      create: () => tx.approvalPolicy.create({ data: { class: input.class, settings, updatedAt } }),
      update: () =>
        tx.approvalPolicy.updateMany({
          where: { class: input.class, version },
          data: { settings, updatedAt, version: { increment: 1 } },
        }),
    });
    note({ class: input.class, before, after: settings });
    await announce(objectiveEvent("approval_policy.changed", null, input.class));
    const after = await tx.approvalPolicy.findUniqueOrThrow({ where: { class: input.class } });
    return presentApprovalPolicy(ctx, input.class, after);
  },
});
