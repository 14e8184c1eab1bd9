import { releases as quietReleases } from "@/prisma/scenarios/quiet-fleet-base";
import type { Scenario, ScenarioPerson, ScenarioRelease } from "@/prisma/scenarios/scenario";

/** What every environment begins with; its neighbours differ by no, one or a faulty module. */
export const BEFORE = "2026.11.1";
/** Needs a migration. */
export const MIGRATING = "2026.11.2";
/** Its business checks fail: the deployment goes back. */
export const FAULTY = "2026.11.3";
/** The modules of BEFORE, slower answers: there and back without a migration. */
export const SLOW = "2026.11.7";

const people: readonly ScenarioPerson[] = (["developer", "release_manager"] as const).map((role) => ({
  key: role,
  name: `Chaos ${role}`,
  email: `${role}@chaos.example`,
  timeZone: "UTC",
  role,
}));

function releases(): ScenarioRelease[] {
  const known = quietReleases.filter(({ name }) => [BEFORE, MIGRATING, FAULTY].includes(name));
  const base = known.find(({ name }) => name === BEFORE);
  if (base === undefined) throw new Error(`The demo data no longer has release ${BEFORE}.`);
  return [...known, { ...base, name: SLOW, line: "urgent_fix", notes: "Slower." }];
}

/** One tenant with one staging environment per name: cases never share an environment. */
export function chaosScenario(names: readonly string[]): Scenario {
  return {
    name: "chaos",
    people,
    releases: releases(),
    changes: [],
    tenants: names.map((name) => ({
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
      environments: [{ stage: "staging", name, release: BEFORE, webReplicas: 1, traffic: false }],
      passed: [],
    })),
  };
}
