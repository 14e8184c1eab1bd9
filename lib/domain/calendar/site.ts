/**
 * Whether a site works with an environment (requirement A1): with those that are written down for it, and where none
 * is, with all of its tenant's.
 */
export const reliesOn = (environmentIds: readonly string[], environmentId: string): boolean =>
  environmentIds.length === 0 || environmentIds.includes(environmentId);
