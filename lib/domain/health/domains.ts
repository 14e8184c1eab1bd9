/** The six questions an environment's health answers, in the order a plant asks them. */
export const HEALTH_DOMAINS = {
  business: "Business flow",
  application: "Application",
  integration: "Integration",
  database: "Database",
  platform: "Platform",
  continuity: "Continuity",
} as const;

export type HealthDomain = keyof typeof HEALTH_DOMAINS;
export const HEALTH_DOMAIN_IDS = Object.keys(HEALTH_DOMAINS) as readonly HealthDomain[];

/** How a signal stands. Unknown is no rank: it is told beside what is known. */
export const SIGNAL_STATES = ["good", "warn", "bad", "unknown"] as const;
export type SignalState = (typeof SIGNAL_STATES)[number];

/**
 * What people do with the ERP, in plant words; the key is the label its counters carry and the name of its business
 * check. The one list of them: smoke, observation and the checks by schedule all try these.
 */
export const WORKFLOWS = {
  sign_in: "Sign in",
  sale_order: "Confirm customer orders",
  stock_move: "Move stock",
  work_order: "Confirm work orders",
  purchase: "Order and receive purchases",
  invoice: "Post invoices",
  label: "Print shipping labels",
} as const;
export type Workflow = keyof typeof WORKFLOWS;
export const WORKFLOW_IDS = Object.keys(WORKFLOWS) as readonly Workflow[];

export const isWorkflow = (text: string): text is Workflow => Object.hasOwn(WORKFLOWS, text);
