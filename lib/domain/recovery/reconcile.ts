import type { BusinessFigures, ModulePair, RowCounts } from "../backup/report";

/** What a figure is called on the page, in the page's order. */
export const FIGURE_TITLES = {
  orders: "Sales orders",
  last_order: "Last sales order",
  open_orders: "Open sales orders",
  purchases: "Purchase orders",
  last_purchase: "Last purchase order",
  open_purchases: "Open purchase orders",
  transfers: "Transfers",
  last_transfer: "Last transfer",
  stock_moves: "Stock moves",
  stock_quantity: "Stock on hand",
  stock_value: "Stock value",
  productions: "Manufacturing orders",
  last_production: "Last manufacturing order",
  work_orders: "Work orders",
  open_work_orders: "Open work orders",
  invoices: "Invoices and bills",
  last_invoice: "Last invoice",
  last_credit_note: "Last credit note",
  last_bill: "Last bill",
  number_gaps: "Numbers missing among posted invoices and bills",
  payments: "Payments",
  debit: "Trial balance, debit",
  credit: "Trial balance, credit",
  attachments: "Files",
  partners: "Contacts",
  users: "Users",
  modules: "Modules installed",
} as const;
export type FigureName = keyof typeof FIGURE_TITLES;

/** Equal; different as the lost time explains; or different in a way it does not. */
export type LineVerdict = "same" | "explained" | "flagged";

export type ReconciledLine = {
  name: FigureName;
  title: string;
  before: string | null;
  after: string | null;
  /** What the backup recorded, where it did. */
  recorded: string | null;
  verdict: LineVerdict;
  note: string;
};

export type Reconciliation = {
  lines: readonly ReconciledLine[];
  flagged: number;
  explained: number;
  /** The same data stood there before: then every difference is what was written in the time that was given up. */
  sameEnvironment: boolean;
  /** Modules whose version differs from what ran before; the first fifteen. */
  modules: readonly ModulePair[];
  /** Debit equals credit in the restored data; null where there are no books. */
  balanced: boolean | null;
  sentence: string;
};

export type ReconcileInput = {
  before: BusinessFigures;
  after: BusinessFigures;
  /** Rows the backup recorded, by table. */
  recorded: RowCounts;
  /** Modules that differ between before and after. */
  modules?: readonly ModulePair[];
  sameEnvironment: boolean;
  /** False where an earlier release came back with its data: its modules are meant to differ. */
  sameRelease?: boolean;
  takenAt: Date;
};

/** Tables whose rows a figure counts, so that the backup's own record can be held against it. */
const TABLES: Partial<Record<FigureName, string>> = {
  orders: "sale_order",
  purchases: "purchase_order",
  transfers: "stock_picking",
  stock_moves: "stock_move",
  productions: "mrp_production",
  work_orders: "mrp_workorder",
  payments: "account_payment",
  attachments: "ir_attachment",
  partners: "res_partner",
  users: "res_users",
};

/**
 * Holds what lives now against what the backup recorded and against what lived before. The record must be met exactly;
 * what was there before may differ by what was written since, or by being another environment's data.
 */
export function reconcile(input: ReconcileInput): Reconciliation {
  const { before, after, sameEnvironment } = input;
  const names = (Object.keys(FIGURE_TITLES) as FigureName[]).filter(
    (name) => before[name] !== undefined || after[name] !== undefined,
  );
  const lines = names.map((name) => lineOf(name, input));
  const [debit, credit] = [after["debit"], after["credit"]];
  const balanced = debit === undefined || credit === undefined ? null : debit === credit;
  const flagged = lines.filter(({ verdict }) => verdict === "flagged").length + (balanced === false ? 1 : 0);
  const explained = lines.filter(({ verdict }) => verdict === "explained").length;
  const sentence = sentenceOf({ lines: lines.length, flagged, explained, balanced, sameEnvironment });
  const { modules = [] } = input;
  return { lines, flagged, explained, sameEnvironment, modules, balanced, sentence };
}

function lineOf(name: FigureName, input: ReconcileInput): ReconciledLine {
  const table = TABLES[name];
  const rows = table === undefined ? undefined : input.recorded[table];
  const recorded = rows === undefined ? null : String(rows);
  const before = input.before[name] ?? null;
  const after = input.after[name] ?? null;
  const line = { name, title: FIGURE_TITLES[name], before, after, recorded };
  if (recorded !== null && recorded !== after)
    return { ...line, verdict: "flagged", note: `The backup recorded ${recorded}.` };
  if (before === after) return { ...line, verdict: "same", note: "" };
  // Said once, for all lines: data of another environment stood here before.
  if (!input.sameEnvironment) return { ...line, verdict: "explained", note: "" };
  const grew = difference(before, after);
  if (name === "modules")
    return input.sameRelease === false
      ? { ...line, verdict: "explained", note: "Those of the earlier release, which came back." }
      : { ...line, verdict: "flagged", note: "The modules in the database differ from what ran before." };
  if (name === "number_gaps" && grew !== null && grew < 0)
    return { ...line, verdict: "flagged", note: `${-grew} more are missing than before.` };
  const again = isLast(name) ? givenAgain(before, after) : null;
  if (again !== null) return { ...line, verdict: "explained", note: again };
  if (grew !== null && grew > 0 && table !== undefined)
    return { ...line, verdict: "explained", note: `${grew} fewer were there when the backup was taken.` };
  if (grew !== null && grew < 0 && table !== undefined)
    return { ...line, verdict: "explained", note: `${-grew} that were deleted since are back.` };
  return { ...line, verdict: "explained", note: "Changed in the time that was given up." };
}

const isLast = (name: FigureName): boolean => name.startsWith("last_");

/**
 * Numbers that people and partners have seen and that will be given a second time: those between the last one now and
 * the last one before, within one series. Null when there are none.
 */
function givenAgain(before: string | null, after: string | null): string | null {
  const [was, is] = [numberOf(before), numberOf(after)];
  if (was === null || is === null || was.series !== is.series || was.number <= is.number) return null;
  const name = (number: number) => `${is.series}${String(number).padStart(is.digits, "0")}`;
  const first = name(is.number + 1);
  const range = was.number === is.number + 1 ? first : `${first} to ${name(was.number)}`;
  return `${range} ${first === range ? "was" : "were"} given out since, and will be given again.`;
}

function numberOf(name: string | null): { series: string; number: number; digits: number } | null {
  const [, series = "", digits = ""] = /^(.*?)(\d{1,15})$/.exec(name ?? "") ?? [];
  return digits === "" ? null : { series, number: Number(digits), digits: digits.length };
}

/** How many more there were before; null when either is no whole number. */
function difference(before: string | null, after: string | null): number | null {
  const [left, right] = [Number(before ?? Number.NaN), Number(after ?? Number.NaN)];
  return Number.isSafeInteger(left) && Number.isSafeInteger(right) ? left - right : null;
}

function sentenceOf(facts: {
  lines: number;
  flagged: number;
  explained: number;
  balanced: boolean | null;
  sameEnvironment: boolean;
}): string {
  const books =
    facts.balanced === null
      ? ""
      : facts.balanced
        ? " The books balance."
        : " Debit and credit do not balance.";
  if (facts.flagged > 0)
    return `${facts.flagged} of ${facts.lines} figures differ without an explanation.${books}`;
  if (facts.explained === 0) return `All ${facts.lines} figures are as they were before.${books}`;
  const why = facts.sameEnvironment
    ? "the time given up explains"
    : "is because another environment's data stood here";
  return `Every recorded figure is met; ${facts.explained} of ${facts.lines} differ from before, which ${why}.${books}`;
}
