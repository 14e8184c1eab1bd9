import type { EscalationContact, MessageTemplate, RunbookStep } from "../content";

/** A step of a person's. */
export const person = (key: string, role: string, title: string, text: string): RunbookStep => ({
  ...{ key, title, text, role },
  who: "person",
  drillStep: null,
});

/** A step that a drill does by itself and a person does in earnest. */
export const machine = (key: string, drillStep: string, title: string, text: string): RunbookStep => ({
  ...{ key, title, text, drillStep },
  who: "machine",
  role: "Holdfast",
});

/** Who may decide, where nobody has written down anything else. */
export const AUTHORITY =
  "The incident lead is whoever has this runbook open first, until somebody more senior takes over and says so in the incident channel. " +
  "The incident lead alone decides to stop people's work, to declare the disaster, and to tell the customer. " +
  "Bringing production's data back needs a second person: a release manager or a platform engineer who did not ask for it. " +
  "Going live again is the customer's yes: their process owner says it, the incident lead writes down who and when. " +
  "If nobody with that right answers within 15 minutes, call the next line under Escalation and go on with the steps that only look.";

/** Roles rather than names: put your own people in before you need them. */
export const ESCALATION: readonly EscalationContact[] = [
  {
    name: "Platform engineer on call",
    role: "Clusters, storage, Holdfast itself",
    contact: "On-call number of the platform team",
    when: "At once",
  },
  {
    name: "Release manager on duty",
    role: "Second person for production's data",
    contact: "Duty roster of release management",
    when: "Before anything is swapped",
  },
  {
    name: "Customer's process owner",
    role: "Decides on working by hand and on going live",
    contact: "Named with each process, under manual fallback",
    when: "As soon as people cannot work",
  },
  {
    name: "Head of operations",
    role: "When the promised time will not be kept",
    contact: "Management's on-call number",
    when: "When half of the promised recovery time has passed",
  },
];

export const MESSAGES: readonly MessageTemplate[] = [
  {
    key: "first-word",
    title: "First word to the customer",
    audience: "Process owners and shift leads of the customer",
    text: "{environment}: the ERP is not usable since {started}. Please work by hand as agreed for your process from now on. We are recovering it; the promise is {rto} until it is back and {rpo} of entries lost at most. Next word in 30 minutes, sooner if something changes. {author}",
  },
  {
    key: "half-time",
    title: "Where we stand",
    audience: "Process owners and shift leads of the customer",
    text: "{environment}: recovery is under way since {started}. What is known: … What is done: … What comes next: … We still expect to keep {rto}. Please keep every paper you write; it is entered afterwards. {author}",
  },
  {
    key: "back-again",
    title: "Back again",
    audience: "Process owners and shift leads of the customer",
    text: "{environment} of {tenant} works again. Entries made shortly before {started} may be missing: please compare your last papers with the ERP, enter what is missing in the order of the papers, and tell us of anything that does not add up. {author}",
  },
];

/** How every recovery begins. */
export const opening: readonly RunbookStep[] = [
  person(
    "see-it-yourself",
    "First responder",
    "See it yourself",
    "Open the environment's page and the ERP. Write down what does not work, since when, and who says so. A sentence from a plant beats a graph: ask one shift lead what they cannot do.",
  ),
  person(
    "stop-the-line",
    "First responder",
    "Stop the line",
    "Place a hold on the environment, or on the tenant when more than one is hit, with this incident as the reason. Nothing starts there any more that could make it worse; what must run for the recovery, the one who leads lifts it for.",
  ),
  person(
    "hand-over-to-paper",
    "Customer's process owner",
    "Let people work by hand",
    "Send the first word. Each process owner starts the manual fallback written below for their process and says so. From here on time is money, but nobody stands idle.",
  ),
];

/** How every recovery ends. */
export const closing: readonly RunbookStep[] = [
  person(
    "compare-the-books",
    "Customer's process owner",
    "Compare before and after",
    "Read the reconciliation: counts and last numbers per document, stock quantity and value, open orders and work orders, trial balance. Every difference is either inside the expected loss, or somebody has explained it in writing.",
  ),
  person(
    "enter-the-papers",
    "Shift lead",
    "Enter what was written by hand",
    "In the order of the papers: goods receipts, stock moves, work orders, deliveries, then invoices. Count the papers before and the documents after; the two numbers are the same.",
  ),
  person(
    "say-it-is-over",
    "Incident lead",
    "Say that it is over",
    "Lift the hold, send the all-clear, end this runbook with what came of it: time until people worked again, what was lost, what surprised you. Each surprise becomes a finding with an owner and a date.",
  ),
];

/** The part that a drill does by itself. */
export const recovery = (bringText: string): readonly RunbookStep[] => [
  machine(
    "declare",
    "declare",
    "Declare the disaster",
    "Both clocks start here: recovery time runs forward from now, loss of data backwards to the newest entry that comes back. In earnest: say the time aloud and write it down.",
  ),
  machine(
    "make-room",
    "isolate",
    "Make a place for what comes back",
    "A namespace of its own without a way out: no mails, no carriers, no banks. In earnest: the restore brings the data up beside what is there, and touches nothing until somebody swaps.",
  ),
  machine("bring-back", "bring", "Bring the data back", bringText),
  machine(
    "start-erp",
    "start",
    "Start the ERP on it",
    "With the release the backup was taken of, scheduled actions off. In earnest: behind the maintenance page.",
  ),
  machine(
    "business-checks",
    "drill_smoke",
    "Run the business checks",
    "Sign in, confirm an order, move stock, confirm a work order, receive a purchase, post an invoice. The recovery clock stops when they pass. In earnest: also let one person of the customer look.",
  ),
  machine(
    "measure",
    "measure",
    "Measure what came back",
    "The newest entry found, rows against the backup's counts, every file there, module versions. In earnest: this is the number the customer is told.",
  ),
];

/** Only a drill leaves something behind that has to go. */
export const tidy: RunbookStep = machine(
  "tidy-up",
  "tear_down",
  "Remove what was made for it",
  "Namespace, database and keys of the drill are removed, and it is checked that they are gone. In earnest: the old database is kept for a day, in case somebody has to look.",
);
