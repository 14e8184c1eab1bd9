/** The business checks in the words of those who do the work. */
const TITLES: Readonly<Record<string, string>> = {
  sign_in: "Sign in",
  sale_order: "Confirm an order",
  stock_move: "Move stock",
  work_order: "Confirm a work order",
  purchase: "Order a purchase",
  invoice: "Post an invoice",
};

/** What a check is called where people read it; a name we do not know is told as it is. */
export const businessCheckTitle = (name: string): string =>
  Object.hasOwn(TITLES, name) ? (TITLES[name] ?? name) : name.replaceAll("_", " ");

/** "the business check “Move stock” failed (no detail)": why a release does not hold, as a clause. */
export const businessCheckFailed = ({ name, detail }: { name: string; detail: string }, more = ""): string =>
  `the business check “${businessCheckTitle(name)}” failed (${detail || "no detail"}${more})`;
