import "server-only";
import { EvidenceFindings } from "@/lib/contracts/api/resources/evidence";
import { ModuleMetadata, ReleaseExtras } from "@/lib/contracts/api/resources/release-manifest";
import type { Tx } from "@/lib/data/client";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { type FlagFindings, flagsOf } from "@/lib/domain/change/flags";
import { EVIDENCE_KINDS } from "@/lib/domain/evidence/kind";
import type { AttachedEvidence } from "@/lib/domain/evidence/verdict";
import type { EvidenceFacts } from "@/lib/domain/policy/evidence-complete";
import type { Quarantine } from "@/lib/domain/policy/not-quarantined";
import type { ModuleDifference } from "@/lib/domain/release/diff";
import type { ReleaseContent } from "@/lib/domain/release/manifest";
import { diffSettings, type SettingDifferences } from "@/lib/domain/release/setting-diff";
import { oncePer } from "@/lib/domain/shared/once-per";
import { evidenceSettings } from "../evidence/settings";
import { configurationOf } from "../release/present";

type Module = { name: string; version: string };
/** A release as far as its ground is looked for. */
export type GroundRelease = {
  id: string;
  digest: string;
  configuration: unknown;
  extras: unknown;
  modules: readonly Module[];
};
export type GroundPair = { running: GroundRelease | null; release: GroundRelease };

/** What is known about releases beyond their modules' versions: what a change touches, what is shown, what forbids them. */
export type ReleaseGround = {
  /** `differences` are those between the two releases. */
  findings(pair: GroundPair, differences: readonly ModuleDifference[]): FlagFindings;
  /** Settings that differ from what runs; none where nothing does yet. */
  settings(pair: GroundPair): SettingDifferences;
  evidence(releaseId: string, tier: CriticalityTier): EvidenceFacts;
  quarantine(releaseId: string): Quarantine | null;
};

/** In five queries however many changes ask; metadata only of modules that differ. */
export async function loadReleaseGround(db: Tx, pairs: readonly GroundPair[]): Promise<ReleaseGround> {
  const wantedIds = [...new Set(pairs.map(({ release }) => release.id))];
  // One after the other: a transaction has one connection.
  const silently = await changedSilently(db, pairs);
  const metadataOf = await loadMetadata(db, pairs, silently);
  const attached = await newestEvidence(db, wantedIds);
  const quarantines = await standingQuarantines(db, wantedIds);
  const settingsFor = await evidenceSettings(db);
  const content = (row: GroundRelease, names: ReadonlySet<string>): ReleaseContent => ({
    digest: row.digest,
    modules: row.modules
      .filter(({ name }) => names.has(name))
      .map(({ name }) => ({ name, metadata: metadataOf(row.id, name) })),
    configuration: configurationOf(row),
    extras: ReleaseExtras.safeParse(row.extras).data ?? null,
  });
  const findingsOf = oncePer<FlagFindings>();
  const settingsOf = oncePer<SettingDifferences>();
  const findingsBetween = ({ running, release }: GroundPair, differences: readonly ModuleDifference[]) => {
    const silent = running === null ? [] : (silently.get(pairKey({ running, release })) ?? []);
    const names = new Set([...differences.map(({ name }) => name), ...silent]);
    const from = running === null ? null : content(running, names);
    return flagsOf(from, content(release, names), differences);
  };
  const settingsBetween = ({ running, release }: GroundPair): SettingDifferences =>
    running === null
      ? { configuration: [], place: [] }
      : diffSettings(content(running, NO_MODULES), content(release, NO_MODULES));
  return {
    findings: (pair, differences) => findingsOf(pairKey(pair), () => findingsBetween(pair, differences)),
    settings: (pair) => settingsOf(pairKey(pair), () => settingsBetween(pair)),
    evidence: (releaseId, tier) => ({ attached: attached.get(releaseId) ?? [], settings: settingsFor(tier) }),
    quarantine: (releaseId) => quarantines.get(releaseId) ?? null,
  };
}

const NO_MODULES: ReadonlySet<string> = new Set();

/** Above what differs between two releases anywhere: so many modules are looked into. */
const MODULES = 20_000;

/** Names of modules by pair of releases whose content differs although their version does not. */
type Silently = ReadonlyMap<string, readonly string[]>;
const pairKey = ({ running, release }: { running: { id: string } | null; release: { id: string } }): string =>
  `${running?.id} ${release.id}`;

async function changedSilently(db: Tx, pairs: readonly GroundPair[]): Promise<Silently> {
  const asked = new Map(
    pairs.flatMap(({ running, release }) =>
      running === null || running.id === release.id
        ? []
        : [[pairKey({ running, release }), [running.id, release.id] as const] as const],
    ),
  );
  if (asked.size === 0) return new Map();
  const [from, to] = [[...asked.values()].map(([id]) => id), [...asked.values()].map(([, id]) => id)];
  const rows = await db.$queryRaw<{ running: string; release: string; names: string[] }[]>`
    SELECT pair.running, pair.release, array_agg(wanted.name ORDER BY wanted.name) AS names
    FROM unnest(${from}::uuid[], ${to}::uuid[]) AS pair(running, release)
    JOIN release_module held ON held.release_id = pair.running
    JOIN release_module wanted
      ON wanted.release_id = pair.release AND wanted.name = held.name AND wanted.version = held.version
    WHERE held.metadata IS DISTINCT FROM wanted.metadata
    GROUP BY pair.running, pair.release`;
  return new Map(
    rows.map(({ running, release, names }) => [
      pairKey({ running: { id: running }, release: { id: release } }),
      names,
    ]),
  );
}

async function loadMetadata(db: Tx, pairs: readonly GroundPair[], silently: Silently) {
  const namesOf = new Map<string, Set<string>>();
  for (const { running, release } of pairs) {
    const silent = running === null ? [] : (silently.get(pairKey({ running, release })) ?? []);
    const names = [...differing(running?.modules ?? [], release.modules), ...silent];
    for (const id of [release.id, ...(running === null ? [] : [running.id])]) {
      const known = namesOf.get(id) ?? new Set();
      for (const name of names) known.add(name);
      namesOf.set(id, known);
    }
  }
  const asked = [...namesOf].filter(([, names]) => names.size > 0);
  const rows =
    asked.length === 0
      ? []
      : await db.releaseModule.findMany({
          where: { OR: asked.map(([releaseId, names]) => ({ releaseId, name: { in: [...names] } })) },
          select: { releaseId: true, name: true, metadata: true },
          take: MODULES,
        });
  const held = new Map(rows.map((row) => [`${row.releaseId} ${row.name}`, row.metadata]));
  return (releaseId: string, name: string) =>
    ModuleMetadata.safeParse(held.get(`${releaseId} ${name}`)).data ?? null;
}

function differing(running: readonly Module[], wanted: readonly Module[]): string[] {
  const before = new Map(running.map(({ name, version }) => [name, version]));
  return wanted.filter(({ name, version }) => before.get(name) !== version).map(({ name }) => name);
}

/** The newest piece of each kind, by release. */
async function newestEvidence(
  db: Tx,
  releaseIds: readonly string[],
): Promise<ReadonlyMap<string, readonly AttachedEvidence[]>> {
  const rows = await db.evidence.findMany({
    where: { releaseId: { in: [...releaseIds] } },
    distinct: ["releaseId", "kind"],
    orderBy: [{ releaseId: "asc" }, { kind: "asc" }, { producedAt: "desc" }, { at: "desc" }],
    select: { releaseId: true, kind: true, source: true, findings: true, producedAt: true, expiresAt: true },
    take: releaseIds.length * EVIDENCE_KINDS.length,
  });
  const byRelease = new Map<string, AttachedEvidence[]>();
  for (const { releaseId, findings, ...row } of rows) {
    const read = EvidenceFindings.safeParse(findings);
    // What cannot be read any more shows nothing.
    if (!read.success) continue;
    byRelease.set(releaseId, [...(byRelease.get(releaseId) ?? []), { ...row, findings: read.data }]);
  }
  return byRelease;
}

/** The standing quarantines of these releases. */
export async function standingQuarantines(
  db: Tx,
  releaseIds: readonly string[],
): Promise<ReadonlyMap<string, Quarantine>> {
  const rows = await db.releaseQuarantine.findMany({
    where: { releaseId: { in: [...releaseIds] }, liftedAt: null },
    select: { releaseId: true, reason: true, placedByName: true, placedAt: true },
    take: Math.max(1, releaseIds.length),
  });
  return new Map(
    rows.map(({ releaseId, reason, placedByName, placedAt }) => [
      releaseId,
      { reason, by: placedByName, since: placedAt.toISOString() },
    ]),
  );
}
