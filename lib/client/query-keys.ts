type Filter = Readonly<Record<string, string | number | undefined>>;

const noun = <Name extends string>(name: Name) => ({
  /** Everything about this noun. */
  all: [name] as const,
  lists: [name, "list"] as const,
  list: (filter: Filter) => [name, "list", filter] as const,
  one: (id: string) => [name, "one", id] as const,
});

export const scoreboardKeys = noun("scoreboard");
export const overviewKeys = { all: ["overview"] as const };
export const tenantKeys = noun("tenants");
export const environmentKeys = noun("environments");
/** Below the environment's own key: what happens to it makes its health old too. */
export const healthKeys = {
  one: (environmentId: string) => [...environmentKeys.one(environmentId), "health"] as const,
  courses: (environmentId: string, span: string, signals: string) =>
    ["courses", environmentId, span, signals] as const,
  fleet: (cursor: string | undefined) => [...overviewKeys.all, "health", cursor ?? ""] as const,
};
/** The fleet's board, below what every environment's event makes old. */
export const workflowBoardKeys = {
  list: (filter: Filter) => [...overviewKeys.all, "workflows", filter] as const,
};
/** Below the environment's own key too. */
export const workflowKeys = {
  all: (environmentId: string) => [...environmentKeys.one(environmentId), "workflows"] as const,
  list: (environmentId: string) => [...workflowKeys.all(environmentId), "list"] as const,
  course: (environmentId: string, workflow: string, span: string) =>
    [...workflowKeys.all(environmentId), workflow, "course", span] as const,
  tries: (environmentId: string, workflow: string, cursor: string | undefined) =>
    [...workflowKeys.all(environmentId), workflow, "tries", cursor ?? ""] as const,
};
export const releaseKeys = {
  ...noun("releases"),
  comparison: (releaseId: string, from: string) => ["releases", "comparison", releaseId, from] as const,
};
export const changeKeys = {
  ...noun("changes"),
  queues: ["changes", "queues"] as const,
  approvers: (id: string, search: string, cursor: string) =>
    ["changes", "approvers", id, search, cursor] as const,
  preview: (environmentId: string, releaseId: string, plannedStart: string) =>
    ["changes", "preview", environmentId, releaseId, plannedStart] as const,
};
export const operationKeys = {
  ...noun("operations"),
  events: (id: string) => ["operations", "events", id] as const,
  signals: (id: string) => ["operations", "signals", id] as const,
  effect: (id: string) => ["operations", "effect", id] as const,
  effectsOf: (releaseId: string) => ["operations", "effects-of", releaseId] as const,
};
export const alertKeys = { ...noun("alerts"), silences: ["alerts", "silences"] as const };
export const alertingKeys = { all: ["alerting"] as const };
export const incidentKeys = noun("incidents");
export const integrationKeys = {
  ...noun("integrations"),
  environment: (environmentId: string) => ["integrations", "environment", environmentId] as const,
  change: (changeId: string) => ["integrations", "change", changeId] as const,
  map: (tenantId: string) => ["integrations", "map", tenantId] as const,
  outlets: (clusterId: string) => ["clusters", "outlets", clusterId] as const,
};
export const logKeys = {
  search: (environmentId: string, filter: Filter) => ["logs", environmentId, filter] as const,
};
export const serviceLevelKeys = {
  ...noun("service-levels"),
  policies: ["service-levels", "policies"] as const,
};
export const holdKeys = noun("holds");
export const trainKeys = {
  ...noun("trains"),
  impact: (id: string) => ["trains", "impact", id] as const,
};
export const noticeKeys = { ...noun("notices"), unread: ["notices", "unread"] as const };
export const clusterKeys = noun("clusters");
export const serviceIdentityKeys = { all: ["service-identities"] as const };
export const evidencePolicyKeys = { all: ["evidence-policies"] as const };
export const statusKeys = {
  all: ["status"] as const,
  of: (tenantId: string | null) => ["status", tenantId] as const,
};
export const healthPolicyKeys = {
  all: ["health-policies"] as const,
  questions: (clusterId: string | null) => ["health-policies", "questions", clusterId] as const,
};
export const windowPolicyKeys = { all: ["window-policies"] as const };
export const changeTemplateKeys = { all: ["change-templates"] as const };
export const observationKeys = { all: ["observation"] as const };
export const backupPolicyKeys = {
  all: ["backup-policies"] as const,
  preview: ["backup-policy-preview"] as const,
};
export const approvalPolicyKeys = { all: ["approval-policies"] as const };
export const elevationKeys = {
  all: ["elevations"] as const,
  mine: ["elevations", "mine"] as const,
  list: (filter: Filter) => ["elevations", "list", filter] as const,
};
export const delegationKeys = { all: ["delegations"] as const };
export const objectiveKeys = {
  /** Processes, proofs and what policies ask of them. */
  all: ["objectives"] as const,
  processes: (tenantId: string) => ["objectives", "processes", tenantId] as const,
  proof: (environmentId: string) => ["objectives", "proof", environmentId] as const,
  board: ["objectives", "board"] as const,
  policies: ["objectives", "policies"] as const,
};
/** Gate rules, the weights of risk, and how they fit. */
export const policyKeys = {
  gates: ["policies", "gates"] as const,
  dryRun: (revision: number) => ["policies", "dry-run", revision] as const,
  risk: ["policies", "risk"] as const,
  calibration: ["policies", "calibration"] as const,
};
export const runbookKeys = {
  ...noun("runbooks"),
  run: (runId: string) => ["runbooks", "run", runId] as const,
  runs: (environmentId: string) => ["runbooks", "runs", environmentId] as const,
};
export const calendarKeys = {
  ...noun("calendar"),
  coming: (filter: Filter) => ["calendar", "coming", filter] as const,
  opening: (environmentId: string) => ["calendar", "opening", environmentId] as const,
  places: ["calendar", "places"] as const,
  feeds: ["calendar", "feeds"] as const,
};
export const auditKeys = noun("audit");
export const sessionKeys = { all: ["sessions"] as const };
/** The numbers beside the navigation's entries. */
export const navigationKeys = { all: ["navigation"] as const };
