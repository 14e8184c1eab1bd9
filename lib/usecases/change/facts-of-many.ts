import "server-only";
import type { Tx } from "@/lib/data/client";
import { sideBySide } from "@/lib/data/side-by-side";
import type { Stage } from "@/lib/domain/catalog/stage";
import type { GateMoment } from "@/lib/domain/policy/gate";
import { diffModules, type ModuleDifference } from "@/lib/domain/release/diff";
import { oncePer } from "@/lib/domain/shared/once-per";
import { loadCalendarGround } from "../calendar/ground";
import { loadHolds } from "../hold/standing";
import { loadRecoveryFacts } from "../recovery-policy/proof";
import { schemaVersionsOf } from "../release/schema-versions";
import { loadApprovingTemplates } from "../template/rows";
import { loadApprovedPlans } from "./approved-plan";
import { loadClassNow } from "./class-now";
import { loadComingStages } from "./coming-stages";
import { type ChangeFacts, changeFactsOf, loadReleases } from "./facts";
import { loadGovernanceFacts } from "./governance-facts";
import { loadPlaces, type PlaceRow } from "./place";
import { loadReleaseGround } from "./release-ground";
import { loadSettling } from "./settling";
import type { ChangeSubject } from "./subject";

type Asked<Subject> = { subject: Subject; moment: GateMoment; ahead?: boolean };

/**
 * The facts of many changes that have not started, with the gates' answers, in a fixed number of queries however many they are.
 * In a command call it inside the transaction that acts. What has lost its environment or release is missing.
 */
export async function loadFactsOfMany<Subject extends ChangeSubject>(
  db: Tx,
  asked: readonly Asked<Subject>[],
  now: Date,
): Promise<ReadonlyMap<Subject, ChangeFacts>> {
  if (asked.length === 0) return new Map();
  const subjects = asked.map(({ subject }) => subject);
  const placeOf = await loadPlaces(
    db,
    subjects.map(({ environmentId }) => environmentId),
  );
  const environments = [...placeOf.values()];
  const wanted = new Set(subjects.map(({ releaseId }) => releaseId));
  const releaseOf = await loadReleases(db, [...wanted, ...environments.map(({ releaseId }) => releaseId)]);
  const releases = [...wanted].flatMap((id) => releaseOf.get(id) ?? []);
  const runningAt = (place: PlaceRow | undefined) => releaseOf.get(place?.releaseId ?? null) ?? null;
  const moves = subjects.flatMap(({ environmentId, releaseId }) => {
    const release = releaseOf.get(releaseId);
    return release === undefined ? [] : [{ running: runningAt(placeOf.get(environmentId)), release }];
  });
  const known = await sideBySide(db, {
    passes: () =>
      db.stagePass.findMany({
        where: {
          releaseId: { in: releases.map(({ id }) => id) },
          tenantId: { in: environments.map(({ tenantId }) => tenantId) },
        },
        select: { releaseId: true, tenantId: true, stage: true, at: true },
      }),
    schemaVersions: () => schemaVersionsOf(db, releases),
    holdsOver: () => loadHolds(db, environments, now),
    comingOf: () => loadComingStages(db, subjects),
    compare: () => loadApprovedPlans(db, withStages(asked, environments), { now }),
    recoveryOf: () => loadRecoveryFacts(db, environments),
    ground: () => loadReleaseGround(db, moves),
    templateOf: () =>
      loadApprovingTemplates(
        db,
        subjects.flatMap(({ id }) => id ?? []),
      ),
    settlingOf: () => loadSettling(db, subjects, now),
    governanceOf: () => loadGovernanceFacts(db, subjects, now),
    calendarOf: () => loadCalendarGround(db, subjects),
    classNowOf: () => loadClassNow(db, asked, now),
  });
  // Many changes take many environments from one release to the same other one.
  const differencesOf = oncePer<readonly ModuleDifference[]>();
  return new Map(
    asked.flatMap(({ subject, moment, ahead = false }) => {
      const environment = placeOf.get(subject.environmentId);
      const release = releaseOf.get(subject.releaseId);
      if (environment === undefined || release === undefined) return [];
      const { tenantId } = environment;
      const running = runningAt(environment);
      const facts = changeFactsOf(
        subject,
        { moment, now, ahead },
        {
          environment,
          release,
          running,
          passes: known.passes.filter((pass) => pass.releaseId === release.id && pass.tenantId === tenantId),
          holds: known.holdsOver(environment),
          differences: differencesOf(`${running?.id} ${release.id}`, () =>
            diffModules(running?.modules ?? [], release.modules, known.schemaVersions),
          ),
          comingStages: known.comingOf(subject, tenantId),
          compare: known.compare,
          recovery: known.recoveryOf(environment),
          ground: known.ground,
          templateOf: known.templateOf,
          settlingOf: known.settlingOf,
          governanceOf: known.governanceOf,
          calendarOf: known.calendarOf,
          classNowOf: known.classNowOf,
        },
      );
      return [[subject, facts] as const];
    }),
  );
}

function withStages<Subject extends ChangeSubject>(
  asked: readonly Asked<Subject>[],
  environments: readonly { id: string; stage: Stage }[],
): (Asked<Subject> & { stage: Stage })[] {
  const stageOf = new Map(environments.map(({ id, stage }) => [id, stage]));
  return asked.flatMap((one) => {
    const stage = stageOf.get(one.subject.environmentId);
    return stage === undefined ? [] : [{ ...one, stage }];
  });
}
