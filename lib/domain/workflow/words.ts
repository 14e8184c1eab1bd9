import type { Workflow } from "../health/domains";

/** What is wrong when a workflow's check fails, as the beginning of a sentence, and how its checks are called. */
export const CHECK_WORDS: Readonly<Record<Workflow, { title: string; warns: string; breaks: string }>> = {
  sign_in: {
    title: "Failed sign-in checks",
    warns: "Signing in fails now and then",
    breaks: "Nobody can sign in",
  },
  sale_order: {
    title: "Failed order checks",
    warns: "Some customer orders cannot be confirmed",
    breaks: "Customer orders cannot be confirmed",
  },
  stock_move: {
    title: "Failed stock move checks",
    warns: "Some stock moves fail",
    breaks: "Stock cannot be moved",
  },
  work_order: {
    title: "Failed work order checks",
    warns: "Some work orders cannot be confirmed",
    breaks: "Work orders cannot be confirmed",
  },
  purchase: {
    title: "Failed purchase checks",
    warns: "Some purchases cannot be received",
    breaks: "Purchases cannot be received",
  },
  invoice: {
    title: "Failed invoice checks",
    warns: "Some invoices cannot be posted",
    breaks: "Invoices cannot be posted",
  },
  label: {
    title: "Failed label checks",
    warns: "Some shipping labels cannot be printed",
    breaks: "Shipping labels cannot be printed",
  },
};
