import { randomBytes, randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ROLE_NAMES } from "@/lib/domain/access/roles";
import type { Runtime } from "@/lib/runtime/runtime";
import { setBackupStore } from "@/lib/usecases/backup/set-store";
import { approveChange } from "@/lib/usecases/change/approve";
import { draftChange } from "@/lib/usecases/change/draft";
import { submitChange } from "@/lib/usecases/change/submit";
import { registerCluster } from "@/lib/usecases/cluster/register";
import type { Context } from "@/lib/usecases/context";
import { shipRunbooks } from "@/lib/usecases/runbook/ship";
import { resolveSession } from "@/lib/usecases/session/resolve";
import { signIn } from "@/lib/usecases/session/sign-in";
import type { Scenario } from "../scenarios/scenario";
import { seedAlerting } from "./alerting";
import { seedCalendar } from "./calendar";
import { seedCatalog } from "./catalog";
import { seedCluster } from "./cluster";
import { seedEvidence } from "./evidence";
import { seedIntegrations } from "./integrations";
import { seedPolicies, seedRecoveryPolicies } from "./policies";
import { seedProcesses } from "./recovery";
import { seedReleases } from "./releases";

export type SeedFiles = { kubeconfigFile: string; accountsFile: string };
/** Where the sandbox runs its Prometheus, under the names of its usual chart. */
const SANDBOX_METRICS = {
  kind: "service",
  namespace: "monitoring",
  service: "prometheus-server",
  port: 80,
} as const;

/** Every tenant's backups in a directory of its own beside the sandbox's other files, under a key of its own. */
async function seedBackupStores(system: Context, kubeconfigFile: string): Promise<void> {
  const objectStore = path.join(path.dirname(path.resolve(kubeconfigFile)), "object-store");
  const tenants = await system.db.prisma.tenant.findMany({ select: { id: true, slug: true } });
  for (const { id, slug } of tenants)
    await setBackupStore(system, { tenantId: id, repository: path.join(objectStore, slug) });
}

type Accounts = ReadonlyMap<string, { email: string; password: string }>;

/** Fills catalog and cluster through the same use-cases as everyone else, so that the audit log begins with the truth. */
export async function seedScenario(runtime: Runtime, scenario: Scenario, files: SeedFiles): Promise<void> {
  const system = runtime.context({ kind: "system", id: "seed", name: "Holdfast" }, randomUUID(), new Date());
  const cluster = await registerCluster(system, {
    name: "sandbox-1",
    region: "This machine",
    kubeconfig: await readFile(files.kubeconfigFile, "utf8"),
    metricsSource: SANDBOX_METRICS,
  });
  const releases = await seedReleases(system, runtime.env.HOLDFAST_REGISTRIES, scenario);
  const accounts = makeAccounts(scenario);
  const environments = await seedCatalog(runtime, scenario, {
    clusterId: cluster.id,
    releases,
    passwordOf: (key) => accounts.get(key)?.password ?? "",
  });
  await seedCluster(runtime, scenario, cluster.id);
  await seedBackupStores(system, files.kubeconfigFile);
  await seedPolicies(system, scenario);
  await seedRecoveryPolicies(system, scenario);
  await seedProcesses(system, scenario);
  await seedIntegrations(system, scenario);
  await shipRunbooks(system.db, { now: new Date(), correlationId: system.correlationId });
  const contextFor = signedIn(runtime, accounts);
  await seedEvidence(contextFor, scenario, releases);
  await seedChanges(contextFor, scenario, { releases, environments });
  await seedCalendar(contextFor, scenario);
  await seedAlerting(contextFor, scenario);
  await writeFile(files.accountsFile, accountsFile(scenario, accounts), { mode: 0o600 });
}

/** Passwords are made per installation: nobody's demo can be entered with a password from the documentation. */
function makeAccounts(scenario: Scenario): Accounts {
  return new Map(
    scenario.people.map(({ key, email }) => [key, { email, password: randomBytes(9).toString("base64url") }]),
  );
}

const accountsFile = (scenario: Scenario, accounts: Accounts): string =>
  `${JSON.stringify(
    scenario.people.map(({ key, name, role }) => ({
      key,
      role: ROLE_NAMES[role],
      name,
      ...accounts.get(key),
    })),
    null,
    2,
  )}\n`;

/** Contexts of the scenario's people, each signed in once. */
function signedIn(runtime: Runtime, accounts: Accounts): (key: string) => Promise<Context> {
  const contexts = new Map<string, Context>();
  return async (key) => {
    const ctx = contexts.get(key) ?? (await contextOf(runtime, accounts, key));
    contexts.set(key, ctx);
    return ctx;
  };
}

/** Drafts and submits as the person who asks, approves as the one who approved; signing in first, as they would. */
async function seedChanges(
  contextFor: (key: string) => Promise<Context>,
  scenario: Scenario,
  ids: { releases: ReadonlyMap<string, string>; environments: ReadonlyMap<string, string> },
): Promise<void> {
  for (const change of scenario.changes) {
    const ctx = await contextFor(change.requester);
    const environmentId = ids.environments.get(`${change.tenant}/${change.stage}`);
    const releaseId = ids.releases.get(change.release);
    if (environmentId === undefined || releaseId === undefined) {
      throw new Error(`Change "${change.title}" names an unknown environment or release.`);
    }
    const { title, reason, rollbackPlan, fallback, communication } = change;
    const now = { ...ctx, now: new Date() };
    const draft = await draftChange(now, {
      environmentId,
      releaseId,
      title,
      reason,
      rollbackPlan,
      fallback,
      communication,
    });
    if (!change.submitted) continue;
    const submitted = await submitChange(
      { ...ctx, now: new Date() },
      { changeId: draft.id, version: draft.version },
    );
    if (change.approvedBy === undefined) continue;
    const approver = await contextFor(change.approvedBy);
    await approveChange({ ...approver, now: new Date() }, { changeId: draft.id, version: submitted.version });
  }
}

async function contextOf(runtime: Runtime, accounts: Accounts, key: string): Promise<Context> {
  const account = accounts.get(key);
  if (account === undefined) throw new Error(`There is no person ${key} in this scenario.`);
  const now = new Date();
  const { sessionId } = await signIn(
    { db: runtime.db, hasher: runtime.hasher, now, correlationId: randomUUID() },
    { ...account, userAgent: "Seed" },
  );
  const actor = await resolveSession(runtime.db, sessionId, now);
  if (actor === null) throw new Error(`The session of ${account.email} does not count.`);
  return runtime.context(actor, randomUUID(), now);
}
