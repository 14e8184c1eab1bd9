import type { ScenarioPerson, ScenarioRelease } from "./scenario";

export const people: readonly ScenarioPerson[] = [
  {
    key: "release_manager",
    name: "Mira Albrecht",
    email: "mira.albrecht@holdfast.example",
    timeZone: "Europe/Berlin",
    role: "release_manager",
  },
  {
    key: "second_release_manager",
    name: "Kai Lindner",
    email: "kai.lindner@holdfast.example",
    timeZone: "Europe/Berlin",
    role: "release_manager",
  },
  {
    key: "developer",
    name: "Jana Petersen",
    email: "jana.petersen@holdfast.example",
    timeZone: "Europe/Berlin",
    role: "developer",
  },
  {
    key: "plant_it",
    name: "Henrik Lorenz",
    email: "henrik.lorenz@nordwerk.example",
    timeZone: "Europe/Berlin",
    role: "plant_it",
    tenant: "nordwerk",
  },
  {
    key: "platform_engineer",
    name: "Tom Brügge",
    email: "tom.bruegge@holdfast.example",
    timeZone: "Europe/Berlin",
    role: "platform_engineer",
  },
  {
    key: "support",
    name: "Priya Raman",
    email: "priya.raman@holdfast.example",
    timeZone: "Asia/Kolkata",
    role: "support",
  },
  {
    key: "auditor",
    name: "Lars Nyström",
    email: "lars.nystroem@audit.example",
    timeZone: "Europe/Stockholm",
    role: "auditor",
  },
];

const configuration = { limit_time_real_cron: "600", limit_time_cpu: "60", limit_time_real: "120" };

/** Names are tags of the registry; what is in each image is read from there. */
export const releases: readonly ScenarioRelease[] = [
  {
    name: "2026.10.4",
    line: "feature",
    notes: "October release.",
    schemaChanges: [],
    configuration: { ...configuration, limit_time_real_cron: "300" },
  },
  {
    name: "2026.11.1",
    line: "feature",
    notes: "Scanner timeout 8 s → 15 s; longer limit for scheduled jobs.",
    schemaChanges: [],
    configuration,
  },
  {
    name: "2026.11.2",
    line: "feature",
    notes: "Badge on work-order confirmation, GS1 label for pallets, watch for stuck jobs.",
    schemaChanges: ["mrp_workorder_ext", "queue_job_watch"],
    configuration,
  },
  {
    name: "2026.11.3",
    line: "urgent_fix",
    notes: "Label printer reconnects after a network loss.",
    schemaChanges: [],
    configuration,
  },
  {
    name: "2026.11.4",
    line: "urgent_fix",
    notes: "Newer base image with security patches.",
    schemaChanges: [],
    configuration,
  },
  {
    name: "2026.11.5",
    line: "feature",
    notes: "Work-order history in its own table.",
    schemaChanges: ["mrp_workorder_ext"],
    lacks: ["migration_rehearsal"],
    configuration,
  },
  { name: "2026.11.6", line: "urgent_fix", notes: "Faster price lists.", schemaChanges: [], configuration },
  {
    name: "2026.11.7",
    line: "urgent_fix",
    notes: "Attachments are scanned when they are opened.",
    schemaChanges: [],
    configuration,
  },
  {
    name: "2026.11.8",
    line: "urgent_fix",
    notes: "Product pictures are kept in memory.",
    schemaChanges: [],
    configuration,
  },
  {
    name: "2026.11.9",
    line: "urgent_fix",
    notes: "More connections for the customer portal.",
    schemaChanges: [],
    configuration,
  },
  {
    name: "2026.11.10",
    line: "urgent_fix",
    notes: "Decimal comma on delivery slips in German and Polish.",
    schemaChanges: [],
    configuration,
  },
  {
    name: "2026.11.12",
    line: "urgent_fix",
    notes: "Work orders are split over free machines.",
    schemaChanges: [],
    configuration,
  },
];
