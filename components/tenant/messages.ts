export const messages = {
  tenants: "Tenants",
  list: {
    sentence: (shown: number, more: boolean) =>
      shown === 0
        ? "No tenant matches."
        : `${shown === 1 ? "One tenant" : `${shown} tenants`}${more ? " on this page, and more behind it" : ""}, with their environments along the promotion path.`,
    title: "Fleet",
    search: "Name",
    note: "one cell per environment",
    empty: "No tenant here.",
    emptyMore: "None is within your scope, or none matches the search.",
    failed: "The list could not be brought up to date.",
  },
  page: {
    environments: "Environments",
    path: "along the promotion path",
    sites: "Sites",
    people: "People",
    changes: "Open changes",
    changesNone: "No change is open.",
    allChanges: "All changes",
    failed: "The tenant could not be brought up to date.",
    loading: "Loading changes",
    nobody: "Nobody has a role over this tenant alone.",
    noSites: "No site is recorded.",
  },
  tiers: { tier1: "Tier 1", tier2: "Tier 2", tier3: "Tier 3" },
} as const;
