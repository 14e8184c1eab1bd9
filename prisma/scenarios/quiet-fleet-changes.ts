import type { ScenarioChange } from "./scenario";

const PLANS = {
  rollbackPlan:
    "Holdfast puts the release that runs now back by itself when a pod or a business check fails. No module changes the schema, so nothing written meanwhile is lost.",
  fallback:
    "Work orders on route cards WO-F2 kept at the line; goods issue on paper list L-9, entered by the shift office afterwards.",
  communication:
    "Shift leads and warehouse by mail the evening before; notice on the ERP's start page; all-clear by mail when the business checks have passed.",
};

/** Oldest first: the first one is the decision that waits longest. */
export const changes: readonly ScenarioChange[] = [
  {
    title: "2026.11.1 to Plant Lübeck production",
    tenant: "nordwerk",
    stage: "production",
    release: "2026.11.1",
    requester: "developer",
    reason:
      "Scanners at gate 3 give up after 8 s when the hall's network is busy; the release waits 15 s. In UAT since last week without a finding.",
    ...PLANS,
    submitted: true,
  },
  {
    title: "2026.11.4 security patches to Leoben staging",
    tenant: "kaltenbach",
    stage: "staging",
    release: "2026.11.4",
    requester: "developer",
    reason: "Base image with the patches of this month. Staging first, production next week.",
    rollbackPlan: PLANS.rollbackPlan,
    fallback: "",
    communication: "",
    submitted: true,
  },
  {
    title: "2026.11.2 to Suwa dev",
    tenant: "sato-precision",
    stage: "dev",
    release: "2026.11.2",
    requester: "developer",
    reason: "Sato wants to try the badge on work-order confirmation before it is planned for the plant.",
    rollbackPlan: "Module update adds one column and one table; the release that runs now works on both.",
    fallback: "",
    communication: "",
    submitted: true,
  },
  {
    title: "2026.11.5 to Lübeck staging",
    tenant: "nordwerk",
    stage: "staging",
    release: "2026.11.5",
    requester: "developer",
    reason: "Work-order history in a table of its own, so that the board of the line opens faster.",
    rollbackPlan: PLANS.rollbackPlan,
    fallback: "",
    communication: "",
    submitted: true,
  },
  {
    title: "2026.11.6 faster price lists to Guelph staging",
    tenant: "maple-ridge",
    stage: "staging",
    release: "2026.11.6",
    requester: "developer",
    reason: "Price lists with more than 2000 rules take 11 s to open at the counter in Calgary.",
    rollbackPlan: PLANS.rollbackPlan,
    fallback: "",
    communication: "",
    submitted: true,
  },
  {
    title: "2026.11.2 to Leoben production",
    tenant: "kaltenbach",
    stage: "production",
    release: "2026.11.2",
    requester: "developer",
    reason: "GS1 labels for pallets are wanted by the carrier from December on.",
    ...PLANS,
    submitted: true,
  },
  {
    title: "2026.11.2 to Lübeck UAT",
    tenant: "nordwerk",
    stage: "uat",
    release: "2026.11.2",
    requester: "developer",
    reason: "Next in line once production runs 2026.11.1.",
    rollbackPlan: "",
    fallback: "",
    communication: "",
    submitted: false,
  },
];
