import { getRuntime } from "@/lib/runtime/runtime";
import { monthEndFreeze } from "./scenarios/month-end-freeze";
import { quietFleet } from "./scenarios/quiet-fleet";
import type { Scenario } from "./scenarios/scenario";
import { seedScenario } from "./seed/scenario";

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  [quietFleet.name]: quietFleet,
  [monthEndFreeze.name]: monthEndFreeze,
};

/** node dist/seed.mjs --scenario NAME: fills an empty database and the sandbox's cluster. Exit code 1 with one sentence on failure. */
async function main(): Promise<void> {
  const [flag, name = quietFleet.name] = process.argv.slice(2);
  if (flag !== undefined && flag !== "--scenario")
    throw new Error(`Unknown flag ${flag}. Use --scenario NAME.`);
  const scenario = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined;
  if (scenario === undefined) {
    throw new Error(`There is no scenario ${name}. There are: ${Object.keys(SCENARIOS).join(", ")}.`);
  }
  const runtime = getRuntime();
  try {
    const tenants = await runtime.db.prisma.tenant.count();
    if (tenants > 0)
      throw new Error(`The database holds ${tenants} tenants already; a scenario needs an empty one.`);
    await seedScenario(runtime, scenario, {
      kubeconfigFile: required("SANDBOX_KUBECONFIG"),
      accountsFile: required("HOLDFAST_DEMO_ACCOUNTS_FILE"),
    });
    console.log(
      `Scenario ${scenario.name}: ${scenario.tenants.length} tenants, ${scenario.changes.length} changes.`,
    );
  } finally {
    await runtime.close();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set.`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
