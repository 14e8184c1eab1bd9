import { z } from "zod";
import { MOST_MENTIONS } from "@/lib/domain/change/mention";
import { causesProblem, REVIEW_CAUSES, REVIEW_OUTCOMES } from "@/lib/domain/change/review";
import { Can, Id, Named, Time, Version } from "./common";

const Approver = Named.extend({ role: z.string() });
/** Somebody who decides over an environment; `reason` says why not on this change, null where they could. */
export const ListedApprover = Approver.extend({ reason: z.string().nullable() });
export type ListedApprover = z.infer<typeof ListedApprover>;

/** Where a change stands on its approval path. */
export const Approval = z.object({
  /** Which line of the policy it follows, in words. */
  rule: z.string(),
  steps: z.array(
    z.object({
      title: z.string(),
      roles: z.string(),
      quorum: z.int(),
      state: z.enum(["full", "open", "later"]),
      given: z.array(z.object({ person: Named, onBehalfOf: Named.nullable(), at: Time })),
    }),
  ),
  complete: z.boolean(),
  /** What is missing, in one sentence; null when nothing is. */
  missing: z.string().nullable(),
  /** Until when the approvals given so far count; null without any. */
  until: Time.nullable(),
  /** Who could give the approval that is open. */
  may: z.array(Approver),
  /** Who decides elsewhere, and why not here. */
  others: z.array(Approver.extend({ reason: z.string() })),
  /** How many of both decide here and are not named; `listApprovers` has them all. */
  more: z.int(),
});
export type Approval = z.infer<typeof Approval>;

export const Waiver = z.object({
  id: Id,
  gateId: z.string(),
  gateTitle: z.string(),
  gateFact: z.string(),
  reason: z.string(),
  askedBy: Named,
  askedAt: Time,
  expiresAt: Time,
  confirmedBy: Named.nullable(),
  confirmedAt: Time.nullable(),
  /**
   * `asked`: a second person has to confirm. `outgrown`: more stands in the way than when it was asked for, which it does
   * not cover. `over`: expired, taken back, or of other content.
   */
  state: z.enum(["asked", "standing", "outgrown", "over"]),
  can: z.object({ confirm: Can, withdraw: Can }),
});
export type Waiver = z.infer<typeof Waiver>;

export const Debt = z.object({
  id: Id,
  gateId: z.string(),
  title: z.string(),
  fact: z.string(),
  remedy: z.string(),
  dueAt: Time,
  overdue: z.boolean(),
  paid: z.object({ by: z.string(), at: Time, note: z.string() }).nullable(),
});
export type Debt = z.infer<typeof Debt>;

export const ReviewAction = z.object({
  id: Id,
  title: z.string(),
  owner: Named,
  dueOn: z.iso.date(),
  done: z.object({ at: Time, note: z.string() }).nullable(),
});
export type ReviewAction = z.infer<typeof ReviewAction>;

export const Review = z.object({
  reviewer: Named,
  at: Time,
  outcome: z.enum(REVIEW_OUTCOMES),
  wentWell: z.string(),
  wentBadly: z.string(),
  causes: z.array(z.enum(REVIEW_CAUSES)),
  causeText: z.string(),
  actions: z.array(ReviewAction),
});
export type Review = z.infer<typeof Review>;

/** Who has to agree, what was let pass, what is owed, what was said and learned. */
export const Governance = z.object({
  approval: Approval,
  waivers: z.array(Waiver),
  /** Gates of this change that people may let pass. */
  waivable: z.array(z.string()),
  emergency: z.object({ reason: z.string() }).nullable(),
  reviewDueAt: Time.nullable(),
  reviewOverdue: z.boolean(),
  debts: z.array(Debt),
  review: Review.nullable(),
  /** Newest first, at most 200. */
  comments: z.array(z.object({ id: Id, author: Named, text: z.string(), at: Time })),
  /** People who see this change: whom a comment may name, and who may own an action. */
  people: z.array(Named),
  /** Whose lent right the reader's approval would use; null when it is their own, or they may not give it. */
  approvesFor: Named.nullable(),
  can: z.object({
    requestChanges: Can,
    approveAndStart: Can,
    declareEmergency: Can,
    comment: Can,
    waive: Can,
    payDebt: Can,
    review: Can,
    close: Can,
  }),
});
export type Governance = z.infer<typeof Governance>;

const reason = (shortest: number, most = 2000) =>
  z.string().trim().min(shortest, `Give a reason of at least ${shortest} characters.`).max(most);
const longText = z.string().trim().max(4000).default("");

export const DeclareEmergency = z.object({ version: Version, reason: reason(10) });
export const AddComment = z.object({
  text: z
    .string()
    .trim()
    .min(1, "Write something.")
    .max(4000)
    .refine((text) => text.split("@").length - 1 <= MOST_MENTIONS * 2, "It names too many people."),
});
export const AskWaiver = z.object({
  version: Version,
  gateId: z.string().min(1).max(100),
  reason: reason(10),
  expiresAt: Time,
});
export const PayDebt = z.object({ note: reason(10) });
export const ReviewChange = z
  .object({
    version: Version,
    outcome: z.enum(REVIEW_OUTCOMES),
    wentWell: longText,
    wentBadly: longText,
    causes: z.array(z.enum(REVIEW_CAUSES)).min(1, "Choose at least one cause.").max(REVIEW_CAUSES.length),
    causeText: longText,
    actions: z
      .array(
        z.object({
          title: z.string().trim().min(5, "Say in at least 5 characters what is to be done.").max(200),
          ownerId: Id,
          dueOn: z.iso.date(),
        }),
      )
      .max(20)
      .default([]),
  })
  .superRefine(({ outcome, causes }, check) => {
    const message = causesProblem(outcome, causes);
    if (message !== null) check.addIssue({ code: "custom", path: ["causes"], message });
  });
export const FinishAction = z.object({ note: reason(5) });

export const Delegation = z.object({
  id: Id,
  from: Named,
  to: Named,
  /** What it covers, in words. */
  scope: z.string(),
  reason: z.string(),
  startsAt: Time,
  endsAt: Time,
  state: z.enum(["coming", "standing", "over", "revoked"]),
  can: z.object({ revoke: Can }),
});
export type Delegation = z.infer<typeof Delegation>;

export const DelegationScope = z.object({
  level: z.enum(["fleet", "tenant", "environment"]),
  tenantId: Id.nullable(),
  environmentId: Id.nullable(),
  name: z.string(),
});

export const Delegations = z.object({
  given: z.array(Delegation),
  held: z.array(Delegation),
  /** What the reader may lend, and to whom. */
  scopes: z.array(DelegationScope),
  people: z.array(Named.extend({ roles: z.string() })),
  can: z.object({ give: Can }),
});
export type Delegations = z.infer<typeof Delegations>;

export const GiveDelegation = z.object({
  toId: Id,
  level: z.enum(["fleet", "tenant", "environment"]),
  tenantId: Id.nullable().default(null),
  environmentId: Id.nullable().default(null),
  startsAt: Time,
  endsAt: Time,
  reason: reason(5, 500),
});
