import { z } from "zod";
import { ROLES } from "@/lib/domain/access/roles";
import { STAGES } from "@/lib/domain/catalog/stage";
import {
  APPROVAL_BOUNDS,
  APPROVING_ROLES,
  approvalSettingsProblem,
  type ApprovalSettings as Settings,
} from "@/lib/domain/change/approval-policy";
import { CHANGE_CLASSES } from "@/lib/domain/change/classify";
import { CHANGE_FLAGS } from "@/lib/domain/change/flags";
import { Can, Tier, Time } from "./common";

const days = ({ min, max }: { min: number; max: number }) => z.int().min(min).max(max);

const PathStep = z.object({
  title: z.string().trim().min(2, "Give the step a name of at least 2 characters.").max(40),
  roles: z.array(z.enum(APPROVING_ROLES)).min(1, "Choose a role.").max(APPROVING_ROLES.length),
  quorum: z.int().min(1).max(APPROVAL_BOUNDS.quorum),
});
const Steps = z.array(PathStep).min(1, "A path needs at least one step.").max(APPROVAL_BOUNDS.steps);

/** ApprovalSettings of lib/domain/change/approval-policy, with its bounds. */
export const ApprovalSettings = z.object({
  approvalDays: days(APPROVAL_BOUNDS.approvalDays),
  reviewDays: days(APPROVAL_BOUNDS.reviewDays).nullable(),
  rules: z
    .array(
      z.object({
        stages: z.array(z.enum(STAGES)).max(STAGES.length),
        tiers: z.array(Tier).max(3),
        flags: z.array(z.enum(CHANGE_FLAGS)).max(CHANGE_FLAGS.length),
        steps: Steps,
      }),
    )
    .max(APPROVAL_BOUNDS.rules),
  otherwise: Steps,
}) satisfies z.ZodType<Settings>;

/** ApprovalPath of lib/domain/change/approval-path as it is kept with a change; a template's path has no step. */
export const ApprovalPath = z.object({
  rule: z.string().max(400),
  steps: z
    .array(z.object({ title: z.string(), roles: z.array(z.enum(ROLES)), quorum: z.int().min(1) }))
    .max(APPROVAL_BOUNDS.steps),
  approvalDays: z.int().min(1),
  reviewDays: z.int().min(1).nullable().default(null),
});

export const ChangeClassName = z.enum(CHANGE_CLASSES);

export const ApprovalPolicy = z.object({
  class: ChangeClassName,
  settings: ApprovalSettings,
  /** True while nobody has set anything: the settings are Holdfast's own. */
  standard: z.boolean(),
  updatedAt: Time.nullable(),
  /** 0 while nobody has set anything. */
  version: z.int().min(0),
  can: z.object({ edit: Can }),
});
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

export const EditApprovalPolicy = z.object({ version: z.int().min(0), settings: ApprovalSettings });

/** What is wrong with the settings of a class; null when nothing is. */
export const approvalPolicyProblem = approvalSettingsProblem;
