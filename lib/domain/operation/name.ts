/** The short name people say and the prefix of everything an operation creates: op-3f9a1c2b. */
export function operationShortId(operationId: string): string {
  // The last digits of a time-ordered UUID are its random part; the first are shared by neighbours in time.
  return `op-${operationId.replaceAll("-", "").slice(-8).toLowerCase()}`;
}

/** The Job that updates the database: the same name for every worker that takes the operation up. */
export const migrationJobName = (operationId: string): string => `${operationShortId(operationId)}-migrate`;
