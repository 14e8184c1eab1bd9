import { counted } from "../shared/words";

/** What people would miss, and how the ERP is asked for it: a model, and the field that says when. */
export const LOSS_KINDS = {
  orders: { one: "sales order", many: "sales orders", model: "sale.order", field: "create_date" },
  stock_moves: { one: "stock move", many: "stock moves", model: "stock.move", field: "create_date" },
  work_orders: { one: "work order", many: "work orders", model: "mrp.workorder", field: "create_date" },
  purchases: {
    one: "purchase order",
    many: "purchase orders",
    model: "purchase.order",
    field: "create_date",
  },
  invoices: { one: "journal entry", many: "journal entries", model: "account.move", field: "create_date" },
  files: { one: "file", many: "files", model: "ir.attachment", field: "create_date" },
  sign_ins: { one: "sign-in", many: "sign-ins", model: "res.users.log", field: "create_date" },
} as const satisfies Record<string, { one: string; many: string; model: string; field: string }>;

export type LossKind = keyof typeof LOSS_KINDS;
export const LOSS_NAMES = Object.keys(LOSS_KINDS) as LossKind[];

/** Rows written since a moment; a count of null means that the ERP does not have this kind. */
export type LossCount = { name: LossKind; count: number | null };

export type Loss = {
  /** False when the ERP did not answer; then nobody knows what would be lost. */
  known: boolean;
  counts: readonly LossCount[];
};

/** "42 sales orders, 3 stock moves", the largest first; what nobody wrote is left out. */
export function lossWords({ known, counts }: Loss): string {
  if (!known) return "an unknown amount: the ERP does not answer";
  const some = counts
    .filter(({ count }) => (count ?? 0) > 0)
    .toSorted((left, right) => (right.count ?? 0) - (left.count ?? 0))
    .map(({ name, count }) => counted(count ?? 0, LOSS_KINDS[name].one, LOSS_KINDS[name].many));
  return some.length === 0 ? "nothing that is counted" : some.join(", ");
}
