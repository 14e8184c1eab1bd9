/** What a figure is called on the page, in the page's order. */
export const FIGURE_TITLES = {
  newest_document: "Newest document entered, UTC",
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

/** Tables whose rows a figure counts, so that the row counts of a backup can be held against it. */
export const TABLES: Partial<Record<FigureName, string>> = {
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
 * What making a copy harmless may change: the ERP's own statements touch none of the figures, those of its modules may
 * take away files, people and those who sign in for a service. Documents, stock and books must stay as they came back.
 */
export const FIGURES_MADE_HARMLESS: ReadonlySet<FigureName> = new Set(["attachments", "partners", "users"]);

/** As was recorded; as before, where nothing was recorded; different as the lost time explains; or in a way it does not. */
export type LineVerdict = "met" | "same" | "explained" | "flagged";

/**
 * What the figures are held against: those the backup recorded; its row counts, where it is older than that; those of
 * the server that was brought up aside, for a second of which nobody took a record.
 */
export type RecordKind = "figures" | "rows" | "server";
