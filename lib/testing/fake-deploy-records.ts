import { contentHash } from "@/lib/data/hash";
import type { SmokeCheck } from "@/lib/domain/health/facts";
import type { ManifestObject } from "@/lib/domain/manifest/object";
import type { DeploySubject } from "@/lib/domain/operation/deploy-subject";
import type { DeployRecords, StoredManifest } from "@/lib/operations/deploy/effects";

type KeptSmoke = { passed: boolean; checks: readonly SmokeCheck[]; saved: number };

/** The records of one deployment in memory. */
export class FakeDeployRecords implements DeployRecords {
  subject: DeploySubject;
  readonly manifests = new Map<string, StoredManifest>();
  /** By step. */
  readonly smokes = new Map<string, KeptSmoke>();
  /** How many people are concerned, and whether they have been told. */
  people = 2;
  told = false;

  constructor(subject: DeploySubject) {
    this.subject = subject;
  }

  async load(operationId: string): Promise<DeploySubject | null> {
    return operationId === this.subject.operationId ? this.subject : null;
  }

  hash(objects: readonly ManifestObject[]): string {
    return contentHash(objects);
  }

  async findManifest(_environmentId: string, hash: string): Promise<StoredManifest | null> {
    return this.manifests.get(`manifest-${hash}`) ?? null;
  }

  async readManifest(manifestId: string): Promise<StoredManifest | null> {
    return this.manifests.get(manifestId) ?? null;
  }

  async saveManifest(manifest: { objects: readonly ManifestObject[] }): Promise<StoredManifest> {
    const hash = contentHash(manifest.objects);
    const stored = { id: `manifest-${hash}`, contentHash: hash, objects: manifest.objects };
    this.manifests.set(stored.id, stored);
    return stored;
  }

  async passedSmoke(_operationId: string, step: string): Promise<readonly SmokeCheck[] | null> {
    const kept = this.smokes.get(step);
    return kept?.passed === true ? kept.checks : null;
  }

  async saveSmoke(run: { step: string; passed: boolean; checks: readonly SmokeCheck[] }): Promise<void> {
    const saved = (this.smokes.get(run.step)?.saved ?? 0) + 1;
    this.smokes.set(run.step, { passed: run.passed, checks: run.checks, saved });
  }

  async notify(_operationId: string): Promise<number> {
    if (this.told) return 0;
    this.told = true;
    return this.people;
  }
}
