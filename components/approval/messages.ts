import type { ApprovalPolicy } from "@/lib/contracts/api/resources/approval";
import { rolesInWords } from "@/lib/domain/change/approval-path";

type Step = ApprovalPolicy["settings"]["otherwise"][number];

export const messages = {
  crumb: "Approvals",
  title: "Who approves changes",
  sentence:
    "Each class of change asks for these approvals, in this order, by different people who wrote none of it. The first line that fits counts.",
  failed: "The policies could not be brought up to date.",
  edit: "Edit",
  saved: "Saved. What is submitted from now on follows it.",
  standard: "as Holdfast ships it",
  changed: "changed",
  save: "Save",
  cancel: "Cancel",
  notSaved: "It was not saved.",
  number: "A whole number within the bounds.",
  approvalDays: "An approval counts for days",
  reviewDays: "A review is due within days (empty: none)",
  outcome: "What follows from it",
  otherwise: "Where no line fits",
  line: (position: number) => `Line ${position}`,
  stage: "Stage",
  tier: "Tier",
  flag: "Touches",
  any: "any",
  step: (position: number) => `Approval ${position}`,
  stepTitle: "Name",
  roles: "By",
  quorum: "How many people",
  addStep: "Add an approval",
  removeStep: "Remove the approval",
  addLine: "Add a line",
  removeLine: "Remove the line",
  stepWords: ({ title, roles, quorum }: Step) =>
    `${title}: ${quorum === 1 ? "one person" : `${quorum} people`}, ${rolesInWords(roles)}`,
  days: (approval: number, review: number | null) =>
    `An approval counts for ${approval === 1 ? "1 day" : `${approval} days`}.${
      review === null ? "" : ` A review is due within ${review === 1 ? "1 day" : `${review} days`}.`
    }`,
} as const;
