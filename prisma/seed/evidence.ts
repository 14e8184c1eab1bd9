import { EVIDENCE_KINDS, EVIDENCE_NAMES, type EvidenceKind } from "@/lib/domain/evidence/kind";
import type { Context } from "@/lib/usecases/context";
import { attachEvidence } from "@/lib/usecases/evidence/attach";
import { createServiceIdentity } from "@/lib/usecases/service-identity/create";
import { resolveToken } from "@/lib/usecases/service-identity/resolve";
import { createChangeTemplate } from "@/lib/usecases/template/create";
import type { Scenario } from "../scenarios/scenario";

const DAY_MS = 86_400_000;
const PIPELINE = "ci-erp";

/** A pipeline with a token of its own attaches what it has tried, as a real one would; the token is forgotten then. */
export async function seedEvidence(
  contextFor: (key: string) => Promise<Context>,
  scenario: Scenario,
  releases: ReadonlyMap<string, string>,
): Promise<void> {
  const engineer = { ...(await contextFor("platform_engineer")), now: new Date() };
  const { token } = await createServiceIdentity(engineer, {
    name: PIPELINE,
    purpose: "Builds the ERP's images and tries them.",
    rights: ["release.register", "release.read", "evidence.attach"],
    days: 90,
  });
  const actor = await resolveToken(engineer.db, token, new Date());
  if (actor === null) throw new Error("The pipeline's token does not count.");
  await attachWhatWasTried({ ...engineer, actor }, scenario.releases, releases);
  await seedTemplate({ ...(await contextFor("release_manager")), now: new Date() });
}

/** Good evidence of every kind for each release, but for what the scenario says it lacks. */
export async function attachWhatWasTried(
  ctx: Context,
  wanted: Scenario["releases"],
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { name, lacks } of wanted) {
    const releaseId = ids.get(name);
    if (releaseId === undefined) continue;
    const { digest } = await ctx.db.prisma.release.findUniqueOrThrow({ where: { id: releaseId } });
    for (const kind of EVIDENCE_KINDS.filter((one) => !lacks?.includes(one))) {
      const now = new Date();
      const producedAt = new Date(now.getTime() - 2 * DAY_MS).toISOString();
      const about = { releaseId, digest, kind, producedAt, source: `${PIPELINE}, run of ${name}` };
      await attachEvidence({ ...ctx, now }, { ...about, ...whatWasFound(kind, name) });
    }
  }
}

function whatWasFound(kind: EvidenceKind, release: string) {
  if (kind === "tests")
    return { report: { format: "junit" as const, name: `tests-${release}.xml`, content: JUNIT } };
  if (kind === "security_scan")
    return { report: { format: "sarif" as const, name: `scan-${release}.sarif`, content: SARIF } };
  const sentence = `${EVIDENCE_NAMES[kind]} of ${release}: ${FOUND[kind]}`;
  return { findings: { shape: "word" as const, passed: true, sentence } };
}

const FOUND = {
  build: "built from a clean tree.",
  module_compatibility: "every module installs and updates on 19.0.",
  dependency_integrity: "every package is the one its lock names.",
  migration_rehearsal: "the update ran on a copy of each plant's data.",
  signature: "signed by the pipeline's key, provenance attached.",
} as const satisfies Record<Exclude<EvidenceKind, "tests" | "security_scan">, string>;

const CASES = Array.from({ length: 148 }, (_, index) => `<testcase name="case ${index + 1}"/>`).join("");
const JUNIT = `<testsuites><testsuite name="erp">${CASES}<testcase name="slow printer"><skipped/></testcase></testsuite></testsuites>`;
const SARIF = JSON.stringify({
  version: "2.1.0",
  runs: [
    {
      tool: { driver: { name: "image scan", rules: [] } },
      results: [{ ruleId: "old-package", level: "note", message: { text: "A newer package exists." } }],
    },
  ],
});

/** Where the demo has no environment: it shows what a template is and approves none of the demo's changes. */
async function seedTemplate(ctx: Context): Promise<void> {
  await createChangeTemplate(ctx, {
    name: "Patches to integration",
    description: "Small mends reach the integration stage without waiting for anybody.",
    stages: ["integration"],
    tiers: ["tier2", "tier3"],
    flagsAllowed: [],
    maxModulesChanged: 3,
    patchOnly: true,
    maxFailurePercent: 20,
    failureWindow: 10,
    validDays: 180,
  });
}
