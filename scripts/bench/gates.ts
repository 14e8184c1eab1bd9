// One decision of the gate function over 200 written rules and a calendar of 10 000 entries, 100 of them for the place.
// Wanted: 5 ms at the 95th percentile.   npx tsx --conditions=react-server
// scripts/bench/gates.ts [RULES] [ENTRIES] [ROUNDS]
import { CALENDAR_KINDS, type CalendarEvent, type CalendarScope } from "@/lib/domain/calendar/event";
import type { GateFacts } from "@/lib/domain/policy/gate-facts";
import { judgeChange } from "@/lib/domain/policy/gates";
import type { RuleSource } from "@/lib/domain/policy/rule-source";
import { compilePolicy } from "@/lib/domain/policy/written-rules";
import { recoveryDefaults } from "@/lib/domain/recovery/recovery-policy";
import { allEvidence } from "@/lib/testing/all-evidence";
import { CALENDAR_PLACE, calendarEvent, quietCalendar } from "@/lib/testing/calendar";
import { quietGovernance } from "@/lib/testing/governance";

const RULES = Number(process.argv[2] ?? 200);
const ENTRIES = Number(process.argv[3] ?? 10_000);
const ROUNDS = Number(process.argv[4] ?? 1_000);
const WARM_UP = 100;
const WANTED_MS = 5;
const FOR_THE_PLACE = 100;
const now = new Date("2026-11-20T08:00:00.000Z");

const CONDITIONS = [
  "risk.score > 90 && environment.stage == 'production'",
  "release.modules.exists(name, name.startsWith('account_')) && environment.tier == 'tier1'",
  "size(plans.rollback) < 10 || 'security' in change.flags && !recovery.passed",
  "conflicts.sameCluster > 3 || history.failurePercent > 60",
  "release.schemaModules.all(name, name in release.modules) && recovery.proofAgeDays > 300",
];

const rules = Array.from({ length: RULES }, (_, index): RuleSource => {
  const when = CONDITIONS[index % CONDITIONS.length] ?? "false";
  return {
    ...{ id: `rule_${index}`, title: `Rule ${index}`, when, verdict: "warn", remedy: "Wait.", elsewhere: "" },
    fact: "The risk is {{ risk.score }} of 100 on {{ environment.name }}.",
    passes: "The risk is {{ risk.score }} of 100.",
    ...{ waivable: true, stages: [], tiers: [], moments: [] },
  };
});

const scopeOf = (index: number): CalendarScope =>
  index % Math.ceil(ENTRIES / FOR_THE_PLACE) === 0
    ? { level: "environment", tenantId: CALENDAR_PLACE.tenantId, environmentId: CALENDAR_PLACE.environmentId }
    : { level: "tenant", tenantId: `tenant-${index}` };

const events = Array.from({ length: ENTRIES }, (_, index): CalendarEvent => {
  const day = String(1 + (index % 28)).padStart(2, "0");
  return calendarEvent(
    {
      ...{ id: `event-${index}`, kind: CALENDAR_KINDS[index % CALENDAR_KINDS.length] ?? "freeze" },
      ...{ effect: index % 2 === 0 ? "warns" : "informs", scope: scopeOf(index) },
      ...{ start: `2026-10-${day}T22:00`, durationMinutes: 120 },
      recurrence: index % 3 === 0 ? "FREQ=WEEKLY;BYDAY=SA" : null,
    },
    now,
  );
});

const names = Array.from({ length: 200 }, (_, index) => `module_${index}`);
const { calendar, window } = quietCalendar();
const facts: GateFacts = {
  ...{ moment: "start", askingOperationId: null, now, holds: [], flags: [], template: null },
  environment: {
    ...{ name: "Plant Lübeck production", stage: "production", timeZone: "Europe/Berlin", state: "ready" },
    ...{
      stateSentence: "",
      activeOperation: null,
      tenantStages: ["production"],
      runningReleaseName: "2026.10.4",
    },
    cluster: { name: "ham-1", reachability: "reachable", note: "" },
  },
  release: { name: "2026.11.1", isRunning: false, quarantine: null },
  evidence: allEvidence(now, "tier1"),
  differences: names.map((name) => ({ kind: "changed", name, from: "1.0", to: "1.1", schemaChange: false })),
  modules: { running: [], wanted: [] },
  recovery: {
    ...{ environmentId: "e", tier: "tier1", settings: recoveryDefaults("tier1"), objective: null },
    ...{ drill: null, rpoDrill: null, running: null },
  },
  ...{ waivers: [], emergency: false, debts: [], backupStore: true, passes: [] },
  plans: { rollbackPlan: "The release before.", fallback: "Route cards.", communication: "Mail to all." },
  calendar: { ...calendar, events },
  window,
  governance: { ...quietGovernance, policy: compilePolicy(1, rules) },
};

const times: number[] = [];
let answered = 0;
// Nothing is kept from one decision to the next but compiled rules and parsed recurrences, as in a worker.
for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
  const from = performance.now();
  answered = judgeChange(facts).gates.length;
  if (round >= WARM_UP) times.push(performance.now() - from);
}
times.sort((one, other) => one - other);
const at = (share: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const p95 = at(0.95);
console.log(
  `${answered} gates from ${RULES} rules and ${ENTRIES} entries, ${ROUNDS} decisions: ` +
    `median ${at(0.5).toFixed(2)} ms, p95 ${p95.toFixed(2)} ms, slowest ${at(1).toFixed(2)} ms; wanted ${WANTED_MS} ms.`,
);
if (p95 > WANTED_MS) process.exitCode = 1;
