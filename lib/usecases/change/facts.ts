import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { sideBySide } from "@/lib/data/side-by-side";
import type { CalendarFacts, WindowFacts } from "@/lib/domain/calendar/facts";
import type { Stage } from "@/lib/domain/catalog/stage";
import { proposedClass } from "@/lib/domain/change/classify";
import type { FlagFindings } from "@/lib/domain/change/flags";
import type { TemplateSubject } from "@/lib/domain/change/template";
import type { EvidenceLine } from "@/lib/domain/evidence/verdict";
import { doing, onlyReads, operationShortId } from "@/lib/domain/operation/name";
import { hoursUntilClosing, touchedModules } from "@/lib/domain/policy/calendar";
import { linesOf } from "@/lib/domain/policy/evidence-complete";
import type { FactsDocument } from "@/lib/domain/policy/facts-schema";
import type { Gate, GateMoment } from "@/lib/domain/policy/gate";
import type { GateFacts } from "@/lib/domain/policy/gate-facts";
import { judgeChange } from "@/lib/domain/policy/gates";
import type { GovernanceFacts } from "@/lib/domain/policy/governance";
import type { Quarantine } from "@/lib/domain/policy/not-quarantined";
import { diffModules, type ModuleDifference } from "@/lib/domain/release/diff";
import type { SettingDifferences } from "@/lib/domain/release/setting-diff";
import { CALENDAR_HOURS } from "@/lib/domain/risk/score";
import { Problem } from "@/lib/domain/shared/problem";
import { type CalendarGroundOf, loadCalendarGround } from "../calendar/ground";
import { loadHolds } from "../hold/standing";
import { loadRecoveryFacts } from "../recovery-policy/proof";
import { schemaVersionsOf } from "../release/schema-versions";
import { loadApprovingTemplates, type TemplateOfChange } from "../template/rows";
import { type ComparePlans, loadApprovedPlans, type PlanGround } from "./approved-plan";
import { type ClassNowOf, loadClassNow } from "./class-now";
import { loadComingStages } from "./coming-stages";
import { type GovernanceFactsOf, loadGovernanceFacts } from "./governance-facts";
import { loadPlace, type PlaceRow } from "./place";
import { loadReleaseGround, type ReleaseGround } from "./release-ground";
import { loadSettling, type SettlingOf } from "./settling";
import type { ChangeSubject } from "./subject";

export type ChangeFacts = {
  gates: readonly Gate[];
  /** The same as of now, where the others look ahead to the time it is scheduled for. */
  gatesNow: readonly Gate[];
  differences: readonly ModuleDifference[];
  unchangedModules: number;
  runningRelease: { id: string; name: string; digest: string } | null;
  /** What its plan follows from, besides the differences. */
  environment: PlanGround["environment"];
  backupStore: boolean;
  /** What it touches beside code, why, and what of it nobody told. */
  findings: FlagFindings;
  settings: SettingDifferences;
  /** What is shown about its release, as the tenant's tier sees it. */
  evidence: readonly EvidenceLine[];
  quarantine: Quarantine | null;
  /** What a template of standard changes would look at. */
  templateSubject: Omit<TemplateSubject, "authorIds">;
  /** What written rules read, with the risk, the conflicts and the rules themselves. */
  document: FactsDocument;
  governance: GovernanceFacts;
  /** The business's calendar over the place, and what the change needs of a window. */
  calendar: CalendarFacts;
  window: WindowFacts;
};

type Asking = {
  moment: GateMoment;
  /** When it is asked: which holds stand depends on it. */
  now: Date;
  /** Asked for the time it is scheduled for, by who looks at it. */
  ahead?: boolean;
  /** The operation that asks, at its own start or resume. */
  operationId?: string;
  /** What ran before the change's own operation: set once it started, since it may run itself by now. */
  previous?: { releaseId: string | null };
};

/** Without the modules' metadata, which is large: only that of modules that differ is looked into. */
export const releaseSelect = {
  ...{ id: true, name: true, line: true, digest: true, configuration: true, extras: true },
  modules: { select: { name: true, version: true, schemaChange: true } },
} satisfies Prisma.ReleaseSelect;

type ReleaseRow = Prisma.ReleaseGetPayload<{ select: typeof releaseSelect }>;

/** Releases with their modules, by id: each is read once, however many change to it or run it. */
export async function loadReleases(
  db: Tx,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string | null, ReleaseRow>> {
  const asked = [...new Set(ids)].filter((id) => id !== null);
  const rows = await db.release.findMany({ where: { id: { in: asked } }, select: releaseSelect });
  return new Map(rows.map((row) => [row.id, row]));
}

export type FactSources = {
  environment: PlaceRow;
  release: ReleaseRow;
  running: ReleaseRow | null;
  /** Stages of the tenant that this release passed. */
  passes: readonly { stage: Stage; at: Date }[];
  holds: GateFacts["holds"];
  /** What its modules change against what runs, of which some move the schema whichever release says so. */
  differences: readonly ModuleDifference[];
  /** Stages of the tenant that earlier rings of its train bring first. */
  comingStages: readonly Stage[];
  compare: ComparePlans;
  recovery: GateFacts["recovery"];
  ground: ReleaseGround;
  templateOf: TemplateOfChange;
  settlingOf: SettlingOf;
  governanceOf: GovernanceFactsOf;
  calendarOf: CalendarGroundOf;
  classNowOf: ClassNowOf;
};

/** Gathers what the gates look at and asks them. In a command call it inside the transaction that acts. */
export async function loadChangeFacts(db: Tx, subject: ChangeSubject, asking: Asking): Promise<ChangeFacts> {
  const environment = await loadPlace(db, subject.environmentId);
  const before = asking.previous ?? environment;
  const releases = await loadReleases(db, [subject.releaseId, before.releaseId]);
  const release = releases.get(subject.releaseId);
  if (release === undefined) throw new Problem("not_found", "The release is gone.");
  const running = releases.get(before.releaseId) ?? null;
  const asked = { subject, moment: asking.moment, stage: environment.stage };
  const known = await sideBySide(db, {
    passes: () =>
      db.stagePass.findMany({
        where: { releaseId: release.id, tenantId: environment.tenantId },
        select: { stage: true, at: true },
      }),
    holdsOver: () => loadHolds(db, [environment], asking.now),
    comingOf: () => loadComingStages(db, [subject]),
    compare: () => loadApprovedPlans(db, [asked], asking),
    recoveryOf: () => loadRecoveryFacts(db, [environment]),
    ground: () => loadReleaseGround(db, [{ running, release }]),
    templateOf: () => loadApprovingTemplates(db, subject.id === undefined ? [] : [subject.id]),
    schemaVersions: () => schemaVersionsOf(db, [release]),
    settlingOf: () => loadSettling(db, [subject], asking.now),
    governanceOf: () => loadGovernanceFacts(db, [subject], asking.now),
    calendarOf: () => loadCalendarGround(db, [subject]),
    classNowOf: () => loadClassNow(db, [{ subject, moment: asking.moment }], asking.now),
  });
  const { holdsOver, comingOf, recoveryOf, schemaVersions, ...sources } = known;
  return changeFactsOf(subject, asking, {
    ...sources,
    environment,
    release,
    running,
    differences: diffModules(running?.modules ?? [], release.modules, schemaVersions),
    holds: holdsOver(environment),
    comingStages: comingOf(subject, environment.tenantId),
    recovery: recoveryOf(environment),
  });
}

/** The facts of one change from rows that are loaded already, and the gates' answer to them. */
export function changeFactsOf(subject: ChangeSubject, asking: Asking, sources: FactSources): ChangeFacts {
  const { environment, release, running, passes, holds, differences, comingStages, compare } = sources;
  const { stage, state, webReplicas, timeZone } = environment;
  const ground: PlanGround = {
    differences,
    runningRelease: running,
    environment: { stage, state, webReplicas, timeZone },
    backupStore: environment.backupStore,
  };
  const findings = sources.ground.findings({ running, release }, differences);
  const evidence = sources.ground.evidence(release.id, environment.tier);
  const templateSubject = {
    ...{ stage, tier: environment.tier, differences, findings, now: asking.now },
    hasRunningRelease: running !== null,
  };
  const known = {
    moment: asking.moment,
    askingOperationId: asking.operationId ?? null,
    environment: environmentFacts(environment, running?.name ?? null, asking.operationId),
    holds,
    release: {
      name: release.name,
      line: release.line,
      isRunning: running?.id === release.id,
      quarantine: sources.ground.quarantine(release.id),
    },
    flags: findings.flags,
    evidence,
    template: sources.templateOf(subject.id, templateSubject),
    differences,
    modules: { running: running?.modules ?? [], wanted: release.modules },
    recovery: sources.recovery,
    now: asking.now,
    ...calendarAhead(sources.calendarOf(subject, ground), asking.ahead ?? false),
    ...sources.settlingOf(subject),
    backupStore: environment.backupStore,
    passes: passes.map(({ stage, at }) => ({ stage, at: at.toISOString() })),
    comingStages,
    approvedPlan: compare(subject, ground),
    submittedClass: sources.classNowOf(
      { subject, moment: asking.moment },
      { place: { stage, tier: environment.tier }, findings, differences, templateSubject },
    ),
    plans: subject,
  };
  const facts: GateFacts = {
    ...known,
    governance: sources.governanceOf(subject, {
      ...known,
      changeClass: subject.class ?? proposedClass(findings, differences, null).class,
      hoursUntilClosed: hoursUntilClosing({ ...known, touched: touchedModules(known) }, CALENDAR_HOURS),
    }),
  };
  const { gates, document } = judgeChange(facts);
  const { ahead, ...calendarNow } = facts.calendar;
  const gatesNow = ahead === true ? judgeChange({ ...facts, calendar: calendarNow }).gates : gates;
  const touched = differences.filter(({ kind }) => kind !== "removed").length;
  return {
    gates,
    gatesNow,
    document,
    governance: facts.governance,
    calendar: facts.calendar,
    window: facts.window,
    differences,
    unchangedModules: release.modules.length - touched,
    runningRelease: running === null ? null : { id: running.id, name: running.name, digest: running.digest },
    environment: ground.environment,
    backupStore: ground.backupStore,
    findings,
    settings: sources.ground.settings({ running, release }),
    quarantine: known.release.quarantine,
    evidence: linesOf({ evidence, flags: findings.flags, now: asking.now }),
    templateSubject,
  };
}

const calendarAhead = ({ calendar, window }: ReturnType<CalendarGroundOf>, ahead: boolean) => ({
  ...{ calendar: ahead ? { ...calendar, ahead } : calendar, window },
});

/** What the gates about the place look at. */
export function environmentFacts(
  row: PlaceRow,
  runningReleaseName: string | null,
  askingOperationId?: string,
): GateFacts["environment"] {
  const active = row.operations.find(({ id }) => id !== askingOperationId);
  return {
    name: row.name,
    stage: row.stage,
    timeZone: row.timeZone,
    state: row.state,
    stateSentence: row.stateSentence,
    activeOperation:
      active === undefined
        ? null
        : {
            id: active.id,
            shortId: operationShortId(active.id),
            title: doing(active.kind, active.releaseName),
            onlyReads: onlyReads(active.kind),
          },
    cluster: {
      name: row.cluster.name,
      reachability: row.cluster.reachability,
      note: row.cluster.reachabilityNote,
    },
    tenantStages: row.tenantStages,
    runningReleaseName,
  };
}
