export const messages = {
  title: "Scoreboard",
  failed: "The scoreboard could not be loaded anew. What you see may be old.",
  none: "No production environment is yours to see",
  noneMore: "What is counted here happens in production.",
  period: "Period",
  periods: [
    { value: "7", label: "7 days" },
    { value: "30", label: "30 days" },
    { value: "90", label: "90 days" },
    { value: "365", label: "a year" },
  ],
  sentence: (deployments: number, days: number) =>
    deployments === 0
      ? `Nothing was deployed to production in the last ${days} days.`
      : `${deployments === 1 ? "1 deployment" : `${deployments} deployments`} to production in the last ${days} days.`,
  figures: "In short",
  figuresNote: "production, compared with the same time before",
  frequency: "Deployments per week",
  lead: "Lead time",
  leadNote: "draft to running, the middle one",
  failure: "Change failure rate",
  failureNote: (lost: number, all: number) =>
    all === 0 ? "no deployment" : `${lost} of ${all} went back or were taken back`,
  restore: "Time to restore",
  restoreNote: (unrestored: number) =>
    unrestored === 0 ? "harm to well again, the middle one" : `${unrestored} not well again yet`,
  prevented: "Prevented",
  preventedNote: (gates: number, triggers: number) => `${gates} refused by gates, ${triggers} by checks`,
  backups: "Backed up in time",
  drills: "Recovery drilled",
  ofEnvironments: (part: number, whole: number) =>
    whole === 0 ? "no environment runs a release" : `${part} of ${whole} environments`,
  nothing: "–",
  before: (value: string) => `before: ${value}`,
  weeks: "Deployments by week",
  weeksUnit: "deployments",
  keptLine: "arrived and stayed",
  lostLine: "went back or were taken back",
  tenants: "By tenant",
  tenantsNote: "production",
  more: (count: number) => `${count} more tenants are counted above and not listed.`,
  csv: "CSV",
} as const;
