import { randomInt, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, makeChangeWorld, PLANS } from "@/lib/testing/change-world";
import { digestOf, problemOf } from "@/lib/testing/world";
import { approveChange } from "../change/approve";
import { draftChange } from "../change/draft";
import { previewChange } from "../change/preview";
import { startChange } from "../change/start";
import type { Context } from "../context";
import { registerRelease } from "../release/register";
import { createServiceIdentity } from "../service-identity/create";
import { renewServiceIdentity } from "../service-identity/renew";
import { resolveToken } from "../service-identity/resolve";
import { revokeServiceIdentity } from "../service-identity/revoke";
import { attachEvidence } from "./attach";
import { getReleaseEvidence } from "./get";
import { getEvidenceFile } from "./get-file";
import { liftQuarantine, quarantineRelease } from "./quarantine";

let world: Awaited<ReturnType<typeof makeChangeWorld>>;
let engineer: Context;
let chief: Context;
let pipeline: Context;
beforeAll(async () => {
  world = await makeChangeWorld();
  engineer = await world.person("platform_engineer", "fleet");
  chief = await world.person("release_manager", "fleet");
  pipeline = await machine(["release.register", "release.read", "evidence.attach"]);
});
afterAll(() => world.close());

type Right = "release.register" | "release.read" | "evidence.attach";
async function machine(rights: Right[]): Promise<Context> {
  const { token } = await createServiceIdentity(at(engineer), {
    ...{ name: `ci-${randomUUID().slice(0, 8)}`, purpose: "Builds images.", rights, days: 30 },
  });
  const actor = await resolveToken(world.db, token, new Date());
  if (actor === null) throw new Error("the token does not count");
  return { ...at(engineer), actor };
}

const manifest = () => ({
  name: `20${randomInt(30, 99)}.${randomInt(1, 13)}.${randomInt(0, 1000)}`,
  ...{ repository: "registry.test/erp", digest: digestOf(), sourceRevision: "0123abcdef" },
  modules: [
    {
      ...{ name: "base", version: "19.0.1.0.1" },
      metadata: { models: { "res.partner": ["name:char"] }, securityFiles: { "a.csv": "a".repeat(64) } },
    },
  ],
});

const good = (release: { digest: string }, kind: "build" | "signature" = "build") => ({
  ...{
    digest: release.digest,
    kind,
    source: "ci 4711",
    producedAt: new Date(Date.now() - 60_000).toISOString(),
  },
  findings: { shape: "word" as const, passed: true, sentence: "It was built." },
});

const JUNIT = `<testsuite><testcase/><testcase><failure message="x &amp; y"/></testcase></testsuite>`;
const report = (content: string) => ({ format: "junit" as const, name: "tests.xml", content });

describe("service identities", () => {
  it("hold a token that is stored as a hash, counts until it is replaced or revoked, and is never shown again", async () => {
    const name = `ci-${randomUUID().slice(0, 8)}`;
    const made = await createServiceIdentity(at(engineer), {
      ...{ name, purpose: "Builds images.", rights: ["release.read"], days: 1 },
    });
    const row = await world.db.prisma.serviceIdentity.findUniqueOrThrow({ where: { name } });
    expect(JSON.stringify(row)).not.toContain(made.token);
    const audited = await world.auditOf(name);
    expect(
      JSON.stringify(audited, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    ).not.toContain(made.token);
    expect(await resolveToken(world.db, made.token, new Date())).toMatchObject({ kind: "service", name });
    expect(await resolveToken(world.db, made.token, new Date(Date.now() + 2 * 86_400_000))).toBeNull();
    expect(await resolveToken(world.db, "", new Date())).toBeNull();
    const { version } = made.identity;
    const next = await renewServiceIdentity(at(engineer), { identityId: row.id, version });
    expect(await resolveToken(world.db, made.token, new Date())).toBeNull();
    expect(await resolveToken(world.db, next.token, new Date())).not.toBeNull();
    const late = { identityId: row.id, version, reason: "Lost laptop." };
    expect((await problemOf(revokeServiceIdentity(at(engineer), late))).code).toBe("conflict");
    await revokeServiceIdentity(at(engineer), { ...late, version: next.identity.version });
    expect(await resolveToken(world.db, next.token, new Date())).toBeNull();
    const dead = { identityId: row.id, version: next.identity.version + 1 };
    expect((await problemOf(renewServiceIdentity(at(engineer), dead))).code).toBe("conflict");
  });

  it("do what they were given and decide on nothing, whatever their row says", async () => {
    const { change } = await world.submitted();
    const target = { changeId: change.id, version: change.version };
    for (const verb of [approveChange, startChange])
      expect((await problemOf(verb(at(pipeline), target))).code).toBe("forbidden");
    const release = await world.release();
    expect(
      (await problemOf(quarantineRelease(at(pipeline), { releaseId: release.id, reason: "Because." }))).code,
    ).toBe("forbidden");
    const reader = await machine(["release.read"]);
    expect(
      (await problemOf(attachEvidence(at(reader), { releaseId: release.id, ...good(release) }))).code,
    ).toBe("forbidden");
    const developer = await problemOf(
      createServiceIdentity(at(world.developer), {
        name: "ci-mine",
        purpose: "Builds.",
        rights: ["release.read"],
      }),
    );
    expect(developer.code).toBe("forbidden");
  });
});

describe("a release with its manifest", () => {
  it("is registered once by a token, however often it is sent, and never with other content", async () => {
    const wanted = manifest();
    const first = await registerRelease(at(pipeline), wanted);
    const again = await registerRelease(at(pipeline), wanted);
    expect(again.id).toBe(first.id);
    expect(first.modules[0]?.told).toMatchObject({ models: 1, fields: 1, securityFiles: 1 });
    const other = await problemOf(registerRelease(at(pipeline), { ...wanted, notes: "Something else." }));
    expect(other).toMatchObject({ code: "conflict" });
    expect(other.message).toContain("other content");
    const bad = {
      ...manifest(),
      modules: [{ name: "base", version: "19.0.1.0.1", metadata: { models: { "X Y": [] } } }],
    };
    expect((await problemOf(registerRelease(at(pipeline), bad))).code).toBe("invalid_input");
  });
});

describe("evidence", () => {
  it("is attached by token, read from its report, kept once, and given back as it was", async () => {
    const release = await registerRelease(at(pipeline), manifest());
    const { findings: _none, ...about } = good(release);
    const body = { releaseId: release.id, ...about, kind: "tests" as const, report: report(JUNIT) };
    const first = await attachEvidence(at(pipeline), body);
    expect(first).toMatchObject({
      known: false,
      evidence: { findings: { shape: "tests", total: 2, failed: 1 } },
    });
    const replayed = await attachEvidence(at(pipeline), body);
    expect(replayed).toMatchObject({ known: true, evidence: { id: first.evidence.id } });
    expect(await world.db.prisma.evidence.count({ where: { releaseId: release.id } })).toBe(1);
    const file = await getEvidenceFile(at(world.developer), { evidenceId: first.evidence.id });
    expect(file.content).toBe(JUNIT);
    const board = await getReleaseEvidence(at(world.developer), { releaseId: release.id });
    const tests = board.tiers[0]?.lines.find(({ kind }) => kind === "tests");
    expect(tests).toMatchObject({ state: "fail" });
    expect(board.can.attach.allowed).toBe(false);
  });

  it("of another digest, malformed, oversized, out of its time or hidden is refused, and nothing is kept", async () => {
    const release = await registerRelease(at(pipeline), manifest());
    const base = { releaseId: release.id, ...good(release) };
    const { findings: _none, ...bare } = base;
    const tests = { ...bare, kind: "tests" as const };
    const refusals: [Parameters<typeof attachEvidence>[1], string, string][] = [
      [{ ...base, digest: digestOf() }, "invalid_input", "no evidence for"],
      [{ ...tests, report: report("<testsuite>") }, "invalid_input", "never closed"],
      [
        { ...tests, report: report('<!DOCTYPE a [<!ENTITY b "c">]><testsuite/>') },
        "invalid_input",
        "document type",
      ],
      [
        { ...tests, report: report(`<testsuite>${" ".repeat(5 * 1024 * 1024)}</testsuite>`) },
        "too_large",
        "5 MiB",
      ],
      [{ ...bare, report: report(JUNIT) }, "invalid_input", "not build"],
      [bare, "invalid_input", "Send what was found"],
      [{ ...base, producedAt: new Date(Date.now() + 3_600_000).toISOString() }, "invalid_input", "future"],
      [
        { ...base, expiresAt: new Date(Date.now() - 1_000).toISOString() },
        "invalid_input",
        "expired already",
      ],
    ];
    for (const [body, code, words] of refusals) {
      const problem = await problemOf(attachEvidence(at(pipeline), body));
      expect([problem.code, problem.message]).toEqual([code, expect.stringContaining(words)]);
    }
    expect(await world.db.prisma.evidence.count({ where: { releaseId: release.id } })).toBe(0);
    const nowhere = { ...base, releaseId: randomUUID() };
    expect((await problemOf(attachEvidence(at(pipeline), nowhere))).code).toBe("not_found");
  });

  it("turns production's gate from red to green", async () => {
    const running = await world.release({ base: "19.0.1.0.0" });
    const environment = await world.environment("production", running.id);
    const release = await registerRelease(at(pipeline), manifest());
    const gate = async () => {
      const preview = await previewChange(at(world.developer), {
        environmentId: environment.id,
        releaseId: release.id,
      });
      return preview.gates.find(({ id }) => id === "evidence_complete");
    };
    expect(await gate()).toMatchObject({ verdict: "fail" });
    expect((await gate())?.fact).toContain("Tests is missing");
    for (const kind of ["build", "signature"] as const)
      await attachEvidence(at(pipeline), { releaseId: release.id, ...good(release, kind) });
    const { findings: _none, ...about } = good(release);
    await attachEvidence(at(pipeline), {
      ...{ releaseId: release.id, ...about, kind: "security_scan" as const },
      findings: { shape: "security", critical: 0, high: 0, medium: 0, low: 0 },
    });
    await attachEvidence(at(pipeline), {
      ...{ releaseId: release.id, ...about, kind: "tests" as const },
      report: report("<testsuite><testcase/></testsuite>"),
    });
    expect(await gate()).toMatchObject({ verdict: "pass" });
  });
});

describe("a quarantined release", () => {
  it("goes nowhere until it is lifted by right, and both stay on record", async () => {
    const { change, wanted } = await world.approved();
    const place = { releaseId: wanted.id, reason: "It loses decimals." };
    expect((await problemOf(quarantineRelease(at(world.developer), place))).code).toBe("forbidden");
    await quarantineRelease(at(chief), place);
    expect((await problemOf(quarantineRelease(at(chief), place))).code).toBe("conflict");
    const start = () => startChange(at(world.manager), { changeId: change.id, version: change.version });
    const refused = await problemOf(start());
    expect(refused.code).toBe("gate_refused");
    expect(refused.facts["gates"]).toMatchObject([{ id: "not_quarantined" }]);
    expect(
      (await problemOf(liftQuarantine(at(engineer), { releaseId: wanted.id, reason: "Mended." }))).code,
    ).toBe("forbidden");
    const board = await liftQuarantine(at(chief), { releaseId: wanted.id, reason: "It was another one." });
    expect(board.quarantines).toMatchObject([{ reason: place.reason, liftReason: "It was another one." }]);
    expect((await start()).state).toBe("in_progress");
  });
});

describe("what a change touches", () => {
  it("is kept with it, and names the module and the file", async () => {
    const told = (file: string, version: string) => ({
      ...manifest(),
      modules: [
        { name: "base", version, metadata: { securityFiles: { "security/a.csv": file.repeat(64) } } },
      ],
    });
    const running = await registerRelease(at(pipeline), told("a", "19.0.1.0.0"));
    const wanted = await registerRelease(at(pipeline), told("b", "19.0.1.0.1"));
    const environment = await world.environment("staging", running.id);
    const change = await draftChange(at(world.developer), {
      ...{ environmentId: environment.id, releaseId: wanted.id, title: "A change for a test" },
      ...{ reason: "Because the test wants one.", ...PLANS },
    });
    expect(change.touches.flags).toEqual(["security"]);
    expect(change.touches.reasons[0]?.sentence).toContain("security/a.csv");
    const row = await world.db.prisma.change.findUniqueOrThrow({ where: { id: change.id } });
    expect(row).toMatchObject({ flags: ["security"], proposedClass: "normal", class: "normal" });
  });
});
