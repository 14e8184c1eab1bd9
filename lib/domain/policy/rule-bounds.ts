/** How long the parts of a written rule may be, in characters, and how many rules a policy has at most. */
export const RULE_BOUNDS = {
  id: 40,
  title: 60,
  text: 400,
  /** So many rules has a policy at most: the gates answer within a blink. */
  rules: 200,
  /** Characters of one rule as it is edited. */
  source: 6_000,
} as const;
export const RULE_ID = /^[a-z][a-z0-9_]{2,39}$/;
