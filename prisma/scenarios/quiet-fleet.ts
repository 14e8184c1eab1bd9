import { people, releases } from "./quiet-fleet-base";
import { calendar } from "./quiet-fleet-calendar";
import { changes } from "./quiet-fleet-changes";
import { integrations } from "./quiet-fleet-integrations";
import { manifests } from "./quiet-fleet-manifests";
import { processes } from "./quiet-fleet-processes";
import type { Scenario, ScenarioEnvironment, ScenarioTenant } from "./scenario";

const environment = (
  stage: ScenarioEnvironment["stage"],
  name: string,
  release: string,
  more: Partial<ScenarioEnvironment> = {},
): ScenarioEnvironment => ({ stage, name, release, webReplicas: 1, traffic: false, ...more });

const LIVE = { webReplicas: 2, traffic: true };

/** Short, so that the seconds that can be brought back can be watched growing. */
const DEDICATED = { cluster: "postgres", archiveTimeoutSeconds: 20 };

const tenants: readonly ScenarioTenant[] = [
  {
    slug: "nordwerk",
    name: "Nordwerk",
    industry: "Drive technology",
    tier: "tier2",
    timeZone: "Europe/Berlin",
    costCentre: "NW-4410",
    contactName: "Henrik Lorenz",
    contactEmail: "henrik.lorenz@nordwerk.example",
    currency: "EUR",
    sites: [
      { name: "Plant Lübeck", kind: "plant", city: "Lübeck", timeZone: "Europe/Berlin", people: 212 },
      {
        name: "Warehouse Gdańsk",
        kind: "warehouse",
        city: "Gdańsk",
        timeZone: "Europe/Warsaw",
        people: 61,
        stages: ["production"],
      },
    ],
    environments: [
      environment("staging", "Lübeck staging", "2026.11.2"),
      environment("uat", "Lübeck UAT", "2026.11.1"),
      environment("production", "Plant Lübeck production", "2026.10.4", LIVE),
    ],
    processes: processes.nordwerk,
    integrations: integrations.nordwerk,
    passed: [
      { release: "2026.10.4", stage: "production", daysAgo: 26 },
      { release: "2026.11.1", stage: "staging", daysAgo: 12 },
      { release: "2026.11.1", stage: "uat", daysAgo: 5 },
      { release: "2026.11.2", stage: "staging", daysAgo: 3 },
      { release: "2026.11.12", stage: "staging", daysAgo: 1 },
      { release: "2026.11.12", stage: "uat", daysAgo: 1 },
    ],
  },
  {
    slug: "kaltenbach",
    name: "Kaltenbach Guss",
    industry: "Foundry",
    tier: "tier2",
    timeZone: "Europe/Vienna",
    costCentre: "KG-1200",
    contactName: "Eva Brunner",
    contactEmail: "eva.brunner@kaltenbach.example",
    currency: "EUR",
    sites: [
      { name: "Foundry Leoben", kind: "plant", city: "Leoben", timeZone: "Europe/Vienna", people: 148 },
    ],
    environments: [
      environment("staging", "Leoben staging", "2026.11.1"),
      environment("production", "Leoben production", "2026.10.4", LIVE),
    ],
    processes: processes.kaltenbach,
    passed: [
      { release: "2026.10.4", stage: "production", daysAgo: 25 },
      { release: "2026.11.1", stage: "staging", daysAgo: 9 },
      { release: "2026.11.10", stage: "staging", daysAgo: 8 },
    ],
  },
  {
    slug: "maple-ridge",
    name: "Maple Ridge Tools",
    industry: "Machine tools",
    tier: "tier2",
    timeZone: "America/Toronto",
    costCentre: "MR-77",
    contactName: "Alice Tremblay",
    contactEmail: "alice.tremblay@mapleridge.example",
    currency: "CAD",
    sites: [
      { name: "Plant Guelph", kind: "plant", city: "Guelph", timeZone: "America/Toronto", people: 96 },
      { name: "Store Calgary", kind: "store", city: "Calgary", timeZone: "America/Edmonton", people: 9 },
    ],
    environments: [
      environment("staging", "Guelph staging", "2026.11.1"),
      environment("production", "Guelph production", "2026.11.1", LIVE),
    ],
    processes: processes["maple-ridge"],
    passed: [
      { release: "2026.11.1", stage: "staging", daysAgo: 10 },
      { release: "2026.11.1", stage: "production", daysAgo: 6 },
      { release: "2026.11.7", stage: "staging", daysAgo: 2 },
      { release: "2026.11.8", stage: "staging", daysAgo: 2 },
      { release: "2026.11.9", stage: "staging", daysAgo: 2 },
    ],
  },
  {
    slug: "sato-precision",
    name: "Sato Precision",
    industry: "Optics",
    tier: "tier1",
    timeZone: "Asia/Tokyo",
    costCentre: "SP-031",
    contactName: "Kenji Sato",
    contactEmail: "kenji.sato@sato-precision.example",
    currency: "JPY",
    sites: [{ name: "Plant Suwa", kind: "plant", city: "Suwa", timeZone: "Asia/Tokyo", people: 134 }],
    environments: [
      environment("dev", "Suwa dev", "2026.11.1"),
      environment("production", "Suwa production", "2026.10.4", { ...LIVE, database: DEDICATED }),
    ],
    processes: processes["sato-precision"],
    integrations: integrations["sato-precision"],
    passed: [{ release: "2026.10.4", stage: "production", daysAgo: 24 }],
  },
];

/** Short enough to be watched from start to end; the visitors make enough requests for it. */
const watching = {
  staging: { soakSeconds: 30, baselineSeconds: 60 },
  uat: { soakSeconds: 30, baselineSeconds: 60 },
  production: { soakSeconds: 90, canarySoakSeconds: 60, baselineSeconds: 120 },
} as const;

/** A calm day: everything runs, a few decisions wait, some of the releases on offer are not what they claim to be. */
export const quietFleet: Scenario = {
  name: "quiet-fleet",
  people,
  releases,
  manifests,
  tenants,
  watching,
  // Tier 1 blocks as it does by itself; tier 2 warns, so that the demo's other releases can be followed to their end.
  proving: { tier2: { gate: "warn" } },
  changes,
  calendar,
  onCall: {
    ...{ name: "Platform on call", timeZone: "Europe/Berlin", startsAt: "2026-01-05T08:00" },
    ...{ people: ["platform_engineer", "second_release_manager"], afterMinutes: 15, by: "release_manager" },
  },
};
