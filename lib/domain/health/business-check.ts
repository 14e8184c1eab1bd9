import { WORKFLOW_IDS, type Workflow } from "./domains";

/** Requirement D7: what a plant does all day, proven on the real ERP after every release. */
export const SMOKE_CHECKS: readonly Workflow[] = WORKFLOW_IDS;

/** The business checks in the words of those who do the work. */
const TITLES: Readonly<Record<Workflow, string>> = {
  sign_in: "Sign in",
  sale_order: "Confirm an order",
  stock_move: "Move stock",
  work_order: "Confirm a work order",
  purchase: "Receive a purchase",
  invoice: "Post an invoice",
  label: "Print a shipping label",
};
const titles: Readonly<Record<string, string>> = TITLES;

/** What a check is called where people read it; a name we do not know is told as it is. */
export const businessCheckTitle = (name: string): string =>
  Object.hasOwn(titles, name) ? (titles[name] ?? name) : name.replaceAll("_", " ");

/** "the business check “Move stock” failed (no detail)": why a release does not hold, as a clause. */
export const businessCheckFailed = ({ name, detail }: { name: string; detail: string }, more = ""): string =>
  `the business check “${businessCheckTitle(name)}” failed (${detail || "no detail"}${more})`;

/** PostgreSQL's words, and the classes Odoo's driver makes of them. */
const CONTENTION =
  /deadlock ?detected|could not serialize access|serialization ?failure|lock ?not ?available|due to lock timeout/i;

/**
 * Whether the ERP's database ended a check because somebody else was at the same rows (40P01, 40001, 55P03): that says
 * nothing of whether the work can be done.
 */
export const endedByContention = (detail: string): boolean => CONTENTION.test(detail);
