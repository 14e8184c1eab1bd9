import { SERVICE_ACTIONS, type ServiceAction } from "./roles";

/** What every token of a service identity begins with, so that scanners find one that leaked. */
export const TOKEN_PREFIX = "hfs_";
/** Nobody gives a machine a token for longer, days. */
export const TOKEN_DAYS = { min: 1, max: 366, usual: 90 } as const;

/** The rights of a row that a service identity can have at all; whatever else stands there is nothing. */
export const serviceRights = (rights: readonly string[]): readonly ServiceAction[] =>
  SERVICE_ACTIONS.filter((action) => rights.includes(action));

/** Whether a token counts: neither revoked nor past its end. */
export const tokenCounts = (
  { revokedAt, expiresAt }: { revokedAt: Date | null; expiresAt: Date },
  now: Date,
): boolean => revokedAt === null && expiresAt > now;
