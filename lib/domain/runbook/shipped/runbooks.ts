import type { DrillScenario } from "../../drill/scenario";
import type { RunbookContent, RunbookStep } from "../content";
import { AUTHORITY, closing, ESCALATION, MESSAGES, opening, person, recovery, tidy } from "./parts";

export type ShippedRunbook = { name: string; scenario: DrillScenario; content: RunbookContent };

const runbook = (scenario: DrillScenario, name: string, steps: readonly RunbookStep[]): ShippedRunbook => ({
  name,
  scenario,
  content: { authority: AUTHORITY, steps, escalation: ESCALATION, messages: MESSAGES },
});

/** The runbooks Holdfast comes with, one per disaster: a sound beginning, to be made one's own. */
export const SHIPPED_RUNBOOKS: readonly ShippedRunbook[] = [
  runbook("region_loss", "Region or cluster lost", [
    ...opening,
    person(
      "really-gone",
      "Platform engineer",
      "Decide whether it is really gone",
      "Ask the provider, the network team and one other customer in the same place. If they expect it back within half of the promised recovery time, waiting costs less than moving: decide together, write down until when you wait, and set an alarm for that minute.",
    ),
    person(
      "second-place",
      "Platform engineer",
      "Open the second place",
      "Register the cluster that takes over, or take the one that is registered. Check that it reaches the backup store and the image registry, and that it has room for the environment's pods and database.",
    ),
    ...recovery(
      "The newest good backup from the object store: database first, then files. Nothing else is left of the old place, so nothing there is worth waiting for.",
    ),
    person(
      "move-the-address",
      "Platform engineer",
      "Let the address point to the new place",
      "Change the entry of the host name and wait for its time to live. Check from outside, from the plant's network and from a scanner, not only from your own desk.",
    ),
    ...closing,
    tidy,
  ]),
  runbook("database_corruption", "Database damaged", [
    ...opening,
    person(
      "keep-the-evidence",
      "Platform engineer",
      "Keep the damaged database",
      "Stop writing: quiesce the ERP, leave the database server as it is, copy its log. Do not repair in place. Whoever looks for the cause later needs exactly this, and a repair that half works is worse than a restore.",
    ),
    person(
      "how-far-back",
      "Incident lead",
      "Find out how far the damage goes back",
      "Look for the first error in the database's log and for backups taken since. A verified restore from after that moment is clean; one that was never read back may carry the damage.",
    ),
    ...recovery(
      "The newest backup that was proven clean, or the second before the first error where point in time is possible. Load it beside the damaged database.",
    ),
    ...closing,
    tidy,
  ]),
  runbook("ransomware", "Ransomware", [
    ...opening.slice(0, 2),
    person(
      "pull-the-plug",
      "Platform engineer",
      "Cut the environment off",
      "Deny all traffic in and out of its namespace, take its service accounts' and people's access away, rotate the keys of the backup store from a machine that is known to be clean. Do not switch anything off: memory and logs are evidence.",
    ),
    ...opening.slice(2),
    person(
      "call-those-who-must-know",
      "Incident lead",
      "Call those who must know",
      "Security officer, data protection officer, insurer, police. Deadlines for reporting begin with the moment you know: note it. Nobody talks to the attacker, nobody pays, without the management's written word.",
    ),
    person(
      "when-did-it-begin",
      "Security officer",
      "Find out when it began",
      "The first strange sign-in, the first changed file, the first failed backup. Everything saved later is not to be trusted. When in doubt go further back: lost hours can be entered again.",
    ),
    ...recovery(
      "The newest good backup from before the attack, read from a store whose keys were changed, into a place the attacker never reached.",
    ),
    person(
      "change-every-secret",
      "Platform engineer",
      "Change every secret before anyone signs in",
      "ERP administrators, API keys, connectors to carriers and banks, database and store access. What came back from before the attack has the passwords the attacker may hold.",
    ),
    ...closing,
    tidy,
  ]),
  runbook("operator_error", "Something was deleted or changed by mistake", [
    ...opening,
    person(
      "which-second",
      "First responder",
      "Find the second",
      "Ask who did what, without blame: the answer comes faster. The ERP's log and the audit log give the minute; the last good document gives the second.",
    ),
    person(
      "how-much-to-bring",
      "Incident lead",
      "Decide how much goes back",
      "A few records are exported from a copy and imported again while everyone works on. A table, or anything that other documents hang on, goes back as a whole: look at the loss counts first, because everything written since goes back with it.",
    ),
    ...recovery(
      "The newest backup from before that second, or the second itself where point in time is possible. First into staging, neutralised, to see that what was lost is really there.",
    ),
    ...closing,
    tidy,
  ]),
  runbook("failed_upgrade", "A release has spoiled the data", [
    ...opening,
    person(
      "data-or-code",
      "Release manager",
      "Data or only code",
      "If no module moved the schema and no wrong number was written, roll back the release and stop here: nothing is lost. If data was changed, code alone does not help; go on.",
    ),
    person(
      "how-long-did-it-run",
      "Release manager",
      "Count what was written since",
      "The page of the change shows the checkpoint and the number of documents entered since it was opened again. The customer decides with that number in hand.",
    ),
    ...recovery(
      "The checkpoint that the deployment took, together with the release that ran before it. Without one: the newest good backup from before the release.",
    ),
    person(
      "keep-it-from-coming-back",
      "Release manager",
      "Keep the release from coming back",
      "Reject its open changes and halt the trains that carry it. Write down which check would have caught it; that check comes before the next attempt.",
    ),
    ...closing,
    tidy,
  ]),
  runbook("lost_tenant", "A customer's environments are gone", [
    ...opening,
    person(
      "only-this-one",
      "Platform engineer",
      "See that it is only this customer",
      "Look at the others on the same server and cluster. What took one may take the next: stop whatever cleans up, prunes or migrates until you know.",
    ),
    person(
      "which-first",
      "Customer's process owner",
      "Agree on the order",
      "Production first, then what production needs, then staging. The tightest promise under the processes decides, not the loudest caller.",
    ),
    ...recovery(
      "The newest good backup from the tenant's own store, with the tenant's own key. Other tenants' databases on the server are not touched and go on writing.",
    ),
    ...closing,
    tidy,
  ]),
  runbook("redis_loss", "Holdfast's queue is lost", [
    person(
      "see-it-yourself",
      "Platform engineer",
      "See what really stands still",
      "The ERPs do not need Holdfast's Redis: check one of them first and tell people so. Holdfast shows operations that wait and pages that do not move.",
    ),
    person(
      "start-redis",
      "Platform engineer",
      "Start an empty Redis",
      "Nothing has to be brought back: it holds doorbells, not data. Memory policy noeviction, address as before. Do not copy an old file into it.",
    ),
    person(
      "watch-the-sweep",
      "Platform engineer",
      "Watch the bells ring again",
      "Within a minute the sweep rings for every operation that stands in the database; each goes on at its first unfinished step. If one does not, pause and resume it, then look at the workers' log.",
    ),
    person(
      "say-it-is-over",
      "Incident lead",
      "Say that it is over",
      "End this runbook with how long operations stood still. If that was longer than two minutes, the sweep is the finding.",
    ),
  ]),
];
