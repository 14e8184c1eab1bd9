import type { Action } from "./actions";

export const ROLES = [
  "platform_engineer",
  "release_manager",
  "developer",
  "plant_it",
  "support",
  "auditor",
] as const;

export type Role = (typeof ROLES)[number];

const CONTROL = [
  "operation.pause",
  "operation.resume",
  "operation.abort",
  "operation.abort_data",
  "operation.continue",
  "operation.roll_back",
] as const;
const COPY = ["backup.take", "backup.verify"] as const;
const SCRATCH = ["scratch.make", "scratch.keep", "scratch.remove"] as const;
const RESTORE = ["restore.request", "restore.undo", "restore.withdraw", ...SCRATCH] as const;
/** Rehearsing a recovery, and following the book in one or in earnest. */
const REHEARSE = ["drill.start", "drill.clear", "drill.finding", "runbook.follow"] as const;
/** Saying when the business must not be disturbed; who may not govern keeps within lib/domain/calendar/self-service. */
const CALENDAR = ["calendar.add", "calendar.edit", "calendar.cancel"] as const;
const GOVERN_CALENDAR = [...CALENDAR, "calendar.govern", "calendar.import"] as const;
/** The second person for production. */
const RELEASE_RESTORE = ["restore.approve", "restore.reject"] as const;
/** Deciding on changes; which approval of a path a role may give says the path itself. */
const DECIDE = ["change.approve", "change.reject", "change.request_changes", "delegation.give"] as const;
/** Afterwards: looking at how it went, and settling what is open. */
const REVIEW = ["change.comment", "change.review", "change.close", "change.pay_debt"] as const;
/** Releases from CI: registering them and showing what was tried with them. */
const DELIVER = ["release.register", "evidence.attach", "change.classify"] as const;
/** What is asked of releases and changes, and which of them go nowhere. */
const GOVERN = [
  "change.lower_class",
  "change_template.edit",
  "evidence_policy.edit",
  "release.quarantine",
  "release.lift_quarantine",
] as const;
/** Saying who owns a workflow, how it is tried and how people go on without it. */
const WORKFLOW = ["workflow.edit", "workflow.try"] as const;
/** Rights for some hours: asked for by whoever does daily work, granted by somebody else. */
const ASK_ELEVATION = ["elevation.ask", "elevation.end"] as const;
const GRANT_ELEVATION = [...ASK_ELEVATION, "elevation.approve", "elevation.read"] as const;
/** Hearing of trouble, taking it on, and leading through it. */
const RESPOND = [
  "alert.acknowledge",
  "alert.assign",
  "alert.resolve",
  "alert.silence",
  "incident.open",
  "incident.handle",
  "incident.publish",
  "incident.review",
  "integration.check",
] as const;
const READ = [
  "change_queue.keep",
  "alert.read",
  "alert_route.read",
  "incident.read",
  "change_template.read",
  "evidence_policy.read",
  "backup.read",
  "calendar.read",
  "catalog.read",
  "change.read",
  "drill.read",
  "hold.read",
  "notice.read",
  "objective.read",
  "observation.read",
  "operation.read",
  "policy.read",
  "release.read",
  "restore.read",
  "runbook.read",
  "scratch.read",
  "service_level.read",
  "train.read",
] as const;

/**
 * What each role may do inside the scope it is bound to. `session.revoke` is for one's own sessions.
 * Which approval of a change a role may give says its path; nobody gives one to what they wrote, whatever their role.
 */
export const ROLE_ACTIONS = {
  platform_engineer: [
    ...READ,
    ...GRANT_ELEVATION,
    "integration.edit",
    "log.read",
    ...RESPOND,
    ...WORKFLOW,
    "alert_route.edit",
    "health_policy.edit",
    ...CONTROL,
    ...COPY,
    ...RESTORE,
    ...RELEASE_RESTORE,
    ...REHEARSE,
    ...DECIDE,
    ...REVIEW,
    "change.emergency",
    "gate.waive",
    ...GOVERN_CALENDAR,
    "calendar.subscribe",
    "change.classify",
    "evidence.attach",
    "release.quarantine",
    "service_identity.manage",
    "service_identity.read",
    "backup.keep",
    "backup.prune",
    "backup_policy.edit",
    "backup_store.edit",
    "objective.edit",
    "operation.restore_rollback",
    "recovery_policy.edit",
    "runbook.edit",
    "cluster.read",
    "cluster.register",
    "cluster.check",
    "cluster.edit",
    "observation.edit",
    "service_level.edit",
    "train.draft",
    "train.edit",
    "train.submit",
    "train.start",
    "train.halt",
    "train.resume",
    "train.cancel",
    "train.stop",
    "change.draft",
    "change.edit",
    "change.submit",
    "change.revise",
    "change.cancel",
    "change.schedule",
    "change.unschedule",
    "change.start",
    "hold.place",
    "hold.lift",
    "session.revoke",
  ],
  release_manager: [
    ...READ,
    ...GRANT_ELEVATION,
    "integration.edit",
    "log.read",
    ...RESPOND,
    ...WORKFLOW,
    "alert_route.edit",
    "health_policy.edit",
    ...CONTROL,
    ...COPY,
    ...RESTORE,
    ...RELEASE_RESTORE,
    ...REHEARSE,
    ...DECIDE,
    ...REVIEW,
    "approval_policy.edit",
    "policy.edit",
    "change.emergency",
    "gate.waive",
    ...GOVERN_CALENDAR,
    "calendar.subscribe",
    "backup.keep",
    "objective.edit",
    "operation.restore_rollback",
    "recovery_policy.edit",
    "runbook.edit",
    "cluster.read",
    ...DELIVER,
    ...GOVERN,
    "service_identity.read",
    "change.draft",
    "change.edit",
    "change.submit",
    "change.revise",
    "change.schedule",
    "change.unschedule",
    "change.start",
    "change.cancel",
    "hold.place",
    "hold.lift",
    "observation.edit",
    "service_level.edit",
    "train.draft",
    "train.edit",
    "train.submit",
    "train.approve",
    "train.reject",
    "train.start",
    "train.halt",
    "train.resume",
    "train.cancel",
    "train.stop",
    "audit.read",
    "session.revoke",
  ],
  developer: [
    ...READ,
    ...ASK_ELEVATION,
    "log.read",
    "incident.review",
    ...REVIEW,
    "calendar.subscribe",
    ...DELIVER,
    "change.draft",
    "change.edit",
    "change.submit",
    "change.revise",
    "change.cancel",
    "session.revoke",
  ],
  plant_it: [
    ...READ,
    ...ASK_ELEVATION,
    ...RESPOND,
    ...WORKFLOW,
    ...CALENDAR,
    ...DECIDE,
    ...REVIEW,
    "calendar.subscribe",
    "runbook.follow",
    "session.revoke",
  ],
  support: [
    ...READ,
    ...ASK_ELEVATION,
    "log.read",
    ...RESPOND,
    "workflow.try",
    ...REVIEW,
    "calendar.subscribe",
    ...COPY,
    ...RESTORE,
    ...REHEARSE,
    // Whoever brings data back without a ticket ends it without one, too.
    "operation.abort_data",
    "session.revoke",
  ],
  auditor: [
    ...READ,
    "elevation.read",
    "log.read",
    "cluster.read",
    "audit.read",
    "service_identity.read",
    "session.revoke",
  ],
} as const satisfies Record<Role, readonly Action[]>;

/** What somebody may do by a right that was lent: look at what there is to decide on, and decide. */
export const LENT_ACTIONS: readonly Action[] = [
  ...READ,
  "change.approve",
  "change.comment",
  "change.reject",
  "change.request_changes",
];

/** The role in words, as pages print it. */
export const ROLE_NAMES = {
  platform_engineer: "Platform engineer",
  release_manager: "Release manager",
  developer: "Developer",
  plant_it: "Plant IT",
  support: "Support",
  auditor: "Auditor",
} as const satisfies Record<Role, string>;

/**
 * The most a service identity can be given: it delivers releases and shows what was tried with them. It never approves,
 * starts, waives, lifts or lowers anything, whatever its row says.
 */
export const SERVICE_ACTIONS = [
  "alert.push",
  "evidence.attach",
  "release.read",
  "release.register",
] as const satisfies readonly Action[];
export type ServiceAction = (typeof SERVICE_ACTIONS)[number];

/** What a grant can be held by: a person's role, or a service identity. */
export type GrantRole = Role | "service";

type PerGrant<Value> = Readonly<Record<GrantRole, Value>>;
export const GRANT_ACTIONS: PerGrant<readonly Action[]> = { ...ROLE_ACTIONS, service: SERVICE_ACTIONS };
export const GRANT_NAMES: PerGrant<string> = { ...ROLE_NAMES, service: "Service identity" };
