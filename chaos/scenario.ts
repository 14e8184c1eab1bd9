import { releases as quietReleases } from "@/prisma/scenarios/quiet-fleet-base";
import type { Scenario, ScenarioPerson, ScenarioRelease, ScenarioTenant } from "@/prisma/scenarios/scenario";

/** Good, one module behind FIRST without a schema change. */
export const OLDER = "2026.10.4";
export const FIRST = "2026.11.1";
/** Good; changes the schema of FIRST. */
export const SCHEMA = "2026.11.2";
/** Its business checks fail. From SCHEMA one module changes and no schema does; from FIRST it skips SCHEMA, and with it the schema does. */
export const FAULTY = "2026.11.3";
/** Its update of the modules fails. */
export const UNMIGRATABLE = "2026.11.5";
/** Answers one of five visitors with an error; its business checks pass. The modules are those of FIRST. */
export const ERRORS = "2026.11.9";
/** Good, with the modules of FIRST: there and back without an update. */
export const TWIN = "2026.11.10";

/** Where a case happens: an environment of a tenant of its own, both named like it. */
export type ScenarioPlace = {
  name: string;
  stage: "staging" | "uat" | "production";
  release: string;
  visited?: boolean;
  /** Its database has a server of its own, whose log is archived. */
  dedicated?: boolean;
};

const DEDICATED = { database: { cluster: "postgres", archiveTimeoutSeconds: 5 } };

const people: readonly ScenarioPerson[] = (["developer", "release_manager", "support"] as const).map(
  (role) => ({
    key: role,
    name: `Chaos ${role}`,
    email: `${role}@chaos.example`,
    timeZone: "UTC",
    role,
  }),
);

function releases(): ScenarioRelease[] {
  const names = [OLDER, FIRST, SCHEMA, FAULTY, UNMIGRATABLE, ERRORS, TWIN];
  return names.map((name) => {
    const known = quietReleases.find((one) => one.name === name);
    if (known === undefined) throw new Error(`The demo data no longer has release ${name}.`);
    return known;
  });
}

const tenant = ({ name, stage, release, visited = false, dedicated }: ScenarioPlace): ScenarioTenant => ({
  slug: name,
  name,
  industry: "Test",
  tier: "tier3",
  timeZone: "UTC",
  costCentre: "CHAOS",
  contactName: "Nobody",
  contactEmail: "nobody@chaos.example",
  currency: "EUR",
  sites: [],
  environments: [{ stage, name, release, webReplicas: 1, traffic: visited, ...(dedicated ? DEDICATED : {}) }],
  passed: [],
});

/** Cases never share an environment. How they are watched is set by whoever runs them. */
export function chaosScenario(places: readonly ScenarioPlace[]): Scenario {
  const parts = { people, releases: releases(), manifests: {}, changes: [], tenants: places.map(tenant) };
  const scenario = { name: "chaos", watching: {}, ...parts };
  return scenario;
}
