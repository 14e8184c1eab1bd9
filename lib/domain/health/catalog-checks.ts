import { CHECK_WORDS } from "../workflow/words";
import { type SignalDefinition, signal, tiers } from "./definition";
import type { Workflow } from "./domains";

/** How many of the last three tries of a workflow failed: two is now and then, three is not at all. */
const check = (slot: number, workflow: Workflow): SignalDefinition => {
  const { title, ...words } = CHECK_WORDS[workflow];
  return signal(
    slot,
    {
      domain: "business",
      title,
      unit: "of_three",
      source: { kind: "workflow", workflow },
      limits: tiers([2, 3]),
    },
    words,
    { workflow },
  );
};

/** What our own tries of an environment's workflows say, beside what people's own work does. */
export const CHECK_SIGNALS = {
  check_sign_in: check(33, "sign_in"),
  check_work_order: check(34, "work_order"),
  check_sale_order: check(37, "sale_order"),
  check_stock_move: check(38, "stock_move"),
  check_purchase: check(39, "purchase"),
  check_invoice: check(40, "invoice"),
  check_label: check(41, "label"),
  slow_checks: signal(
    42,
    {
      domain: "business",
      title: "Workflows slower than promised",
      unit: "count",
      source: { kind: "slow_workflows" },
      limits: tiers([1, 4]),
    },
    { warns: "Work takes longer than promised", breaks: "Most work takes longer than promised" },
  ),
} as const satisfies Record<string, SignalDefinition>;
