const plural = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export const messages = {
  title: "Overview",
  needsMe: "Needs me",
  allChanges: "All changes",
  nothingNeedsMe: "Nothing waits for you.",
  nothingNeedsMeMore:
    "What asks you for a decision appears here: operations, trains, changes, and drafts of yours that were refused.",
  updated: "updated",
  answer: "Answer",
  answerBy: "goes back by itself",
  decide: "Decide",
  open: "Open",
  running: "Running",
  operations: "Operations",
  nothingRuns: "Nothing runs now.",
  fleet: "Fleet",
  fleetMeta: (environments: number, tenants: number) =>
    `${plural(environments, "environment", "environments")} · ${plural(tenants, "tenant", "tenants")}`,
  tenantColumn: "Tenant, worst first",
  whatIsWrong: "What is wrong",
  noTenants: "No tenant is visible to you.",
  noTenantsMore: "Ask a platform engineer for a role over the plants you are responsible for.",
  moreTenants: (hidden: number) => `${plural(hidden, "more tenant", "more tenants")}, none worse than these`,
  allTenants: "All tenants",
  numberMeans: "Number = release, 11.2 is 2026.11.2",
  recent: "Recent changes",
  noRecent: "No change has been made yet.",
  draftChange: "Draft a change",
  failed: "The overview could not be brought up to date.",
  stepOf: (done: number, total: number) => `step ${Math.min(done + 1, total)} of ${total}`,
  legend: { bad: "Bad", warning: "Warning", unknown: "Unknown", changing: "Operation running", good: "Good" },
} as const;
