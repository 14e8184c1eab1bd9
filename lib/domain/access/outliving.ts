import type { Action } from "./actions";

/** What no grant for some hours carries: rights that would outlive it, or let it make more of its kind. */
const OUTLIVING: readonly Action[] = [
  "approval_policy.edit",
  "calendar.subscribe",
  "delegation.give",
  "elevation.approve",
  "service_identity.manage",
];

/** Whether a grant for some hours lets its holder do something its role may. */
export const elevationCarries = (action: Action): boolean => !OUTLIVING.includes(action);
