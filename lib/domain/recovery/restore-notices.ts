import { ROLE_ACTIONS, ROLES, type Role } from "../access/roles";
import type { NoticeWords } from "../notice/notice";

/** Who can be the second person. */
export const RELEASING_ROLES: readonly Role[] = ROLES.filter((role) =>
  (ROLE_ACTIONS[role] as readonly string[]).includes("restore.approve"),
);

type Facts = { number: string; tenant: string; environment: string; withRelease: boolean };

const whatOf = ({ withRelease }: Facts): string => (withRelease ? "a rollback with its data" : "a restore");
const placeOf = ({ tenant, environment }: Facts): string => `${tenant}, ${environment}`;

/** What those read who may release a request that waits. */
export const askedNotice = (
  facts: Facts & { requester: string; reason: string; loss: string; hours: number },
): NoticeWords => ({
  title: `${placeOf(facts)}: ${whatOf(facts)} waits for a second person`,
  text: `${facts.requester} asks for ${facts.number}: ${facts.reason} Lost would be ${facts.loss}. Without a decision it ends by itself after ${facts.hours} hours.`,
});

const DECISIONS = {
  approve: "was released and starts",
  reject: "was refused",
  withdraw: "was withdrawn",
} as const;
export type RestoreDecision = keyof typeof DECISIONS;

/** What the requester reads when somebody else decided. */
export const decidedNotice = (
  facts: Facts & { decision: RestoreDecision; person: string; comment: string },
): NoticeWords => ({
  title: `${placeOf(facts)}: ${facts.number} ${DECISIONS[facts.decision]}`,
  text: `${facts.person}: ${facts.comment}`,
});

/** What the requester reads when nobody decided in time. */
export const lapsedNotice = (facts: Facts & { hours: number }): NoticeWords => ({
  title: `${placeOf(facts)}: ${facts.number} has ended without a decision`,
  text: `Nobody released or refused it within ${facts.hours} hours. Nothing was touched; ask anew if it is still wanted.`,
});
