import { type APIRequestContext, expect, request, test } from "@playwright/test";
import { manifests } from "@/prisma/scenarios/quiet-fleet-manifests";
import { publishedReleases, REGISTRY_HOST } from "@/sandbox/registry/catalogue";
import { buildImages } from "@/sandbox/registry/image";
import { expectSound } from "./accessibility";
import { pageAs } from "./people";

/** Pushed to the registry, and registered by nobody before this journey. */
const TAG = "2026.11.11";
const image = buildImages().find(({ tag }) => tag === TAG);
const modules = publishedReleases().find(({ tag }) => tag === TAG)?.modules ?? [];

const NOTHING = { dataFiles: {}, securityFiles: {}, scheduledJobs: {}, endpoints: [], python: [] };
const LABELS = { ...NOTHING, endpoints: ["labels.carrier.example"] };
/** Its version stands still, so what is told of it has to as well: anything else would be a change. */
const { from: _, ...UNCHANGED } = manifests["mrp_workorder_ext"]?.[0] ?? { from: "" };
const told = new Map<string, object>([
  ["label_zebra", LABELS],
  ["mrp_workorder_ext", UNCHANGED],
]);
const manifest = {
  ...{ name: TAG, line: "urgent_fix", repository: `${REGISTRY_HOST}/erp`, digest: image?.digest ?? "" },
  ...{ sourceRevision: "4f1c22e9", notes: "Labels with the carrier's new check digit." },
  modules: modules.map(({ name, version }) => ({
    ...{ name, version, metadata: told.get(name) ?? NOTHING },
  })),
  configuration: { limit_time_real_cron: "600", limit_time_cpu: "60", limit_time_real: "120" },
};

const WORDS = ["build", "signature", "module_compatibility", "dependency_integrity"] as const;

type Listed = { items: { id: string; name: string }[] };

async function idOf(api: APIRequestContext, path: string, name: string): Promise<string> {
  const { items } = (await (await api.get(path)).json()) as Listed;
  const found = items.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${path} has no ${name}.`);
  return found.id;
}

test("a pipeline registers a release by its token and attaches evidence until the gate is green; a quarantine closes it", async ({
  browser,
  baseURL,
}) => {
  // A token for the pipeline, seen once.
  const engineer = await pageAs(browser, "platform_engineer");
  await engineer.goto("/service-identities");
  await engineer.getByRole("button", { name: "Create one" }).click();
  await engineer.getByLabel("Name", { exact: true }).fill("ci-journey");
  await engineer.getByLabel("Purpose").fill("Builds the images of a journey.");
  await engineer.getByRole("button", { name: "Create it" }).click();
  const token = await engineer.getByLabel("Token", { exact: true }).inputValue();
  expect(token).toMatch(/^hfs_[\w-]{43}$/);
  await expectSound(engineer);
  await engineer.getByRole("button", { name: "I have it" }).click();
  await expect(engineer.getByText(token)).toHaveCount(0);

  // The release, once however often it is sent.
  const authorization = `Bearer ${token}`;
  const ci = await request.newContext({
    ...(baseURL ? { baseURL } : {}),
    extraHTTPHeaders: { authorization },
  });
  const registered = await ci.post("/api/v1/releases", { data: manifest });
  expect(registered.status(), await registered.text()).toBe(201);
  const { id: releaseId } = (await registered.json()) as { id: string };
  const again = (await (await ci.post("/api/v1/releases", { data: manifest })).json()) as { id: string };
  expect(again.id).toBe(releaseId);
  expect((await ci.post("/api/v1/releases", { data: { ...manifest, notes: "Other." } })).status()).toBe(409);
  // It may deliver, and read no more than releases.
  expect((await ci.get("/api/v1/audit")).status()).not.toBe(200);

  // The developer sees from the start what is missing.
  const developer = await pageAs(browser, "developer");
  const environmentId = await idOf(
    developer.request,
    "/api/v1/environments?limit=100",
    "Plant Lübeck production",
  );
  const draft = `/changes/new?environmentId=${environmentId}&releaseId=${releaseId}`;
  await developer.goto(draft);
  await expect(developer.getByText(/Build is missing\. Security scan is missing\./)).toBeVisible();
  await expect(developer.getByText(/labels\.carrier\.example/)).toBeVisible();

  // Evidence by HTTP: of another image refused, of this one kept.
  const attach = (data: object) => ci.post(`/api/v1/releases/${releaseId}/evidence`, { data });
  const about = { digest: manifest.digest, source: "journey 1", producedAt: new Date().toISOString() };
  const other = { ...about, digest: `sha256:${"0".repeat(64)}`, kind: "build" };
  const said = { shape: "word", passed: true, sentence: "It was tried and held." };
  const refused = await attach({ ...other, findings: said });
  expect(refused.status()).toBe(400);
  expect(await refused.text()).toContain("no evidence for");
  for (const kind of WORDS) expect((await attach({ ...about, kind, findings: said })).status()).toBe(201);
  const junit = {
    format: "junit",
    name: "tests.xml",
    content: "<testsuite><testcase/><testcase/></testsuite>",
  };
  expect((await attach({ ...about, kind: "tests", report: junit })).status()).toBe(201);
  const run = { tool: { driver: { name: "scan" } }, results: [] };
  const sarif = {
    format: "sarif",
    name: "scan.sarif",
    content: JSON.stringify({ version: "2.1.0", runs: [run] }),
  };
  expect((await attach({ ...about, kind: "security_scan", report: sarif })).status()).toBe(201);
  await developer.goto(draft);
  await developer.getByText(/gates pass/).click();
  await expect(developer.getByText(/attached and good/)).toBeVisible();
  await expectSound(developer);

  // A release manager stops it: the draft says so, until it is lifted.
  const manager = await pageAs(browser, "release_manager");
  await manager.goto(`/releases/${releaseId}`);
  await manager.getByRole("button", { name: "Quarantine", exact: true }).click();
  await manager.getByLabel("What is wrong with it").fill("The check digit is wrong for pallets.");
  await manager.getByRole("button", { name: "Quarantine it" }).click();
  await expect(manager.getByText(/is in quarantine since/).first()).toBeVisible();
  await expectSound(manager);
  await developer.goto(draft);
  await expect(developer.getByText(/The check digit is wrong for pallets/).first()).toBeVisible();
  await manager.getByRole("button", { name: "Lift", exact: true }).click();
  await manager.getByLabel("Why it may go again").fill("It was another printer.");
  await manager.getByRole("button", { name: "Lift the quarantine" }).click();
  await expect(manager.getByText(/is in quarantine since/)).toHaveCount(0);

  // Revoked, the token is nobody's.
  await engineer.getByRole("button", { name: "Revoke ci-journey" }).click();
  await engineer.getByLabel("Reason").fill("The journey is over.");
  await engineer.getByRole("button", { name: "Revoke it" }).click();
  await expect(engineer.getByRole("button", { name: "Revoke ci-journey" })).toHaveCount(0);
  // The open dialog hides the list's buttons as well: the answer to the token tells when it is done.
  await expect.poll(async () => (await ci.get("/api/v1/releases")).status()).toBe(401);
});
