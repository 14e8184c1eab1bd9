/** The eight hex digits an operation is known by: the prefix of everything it creates is made of them. */
export function operationDigits(operationId: string): string {
  // The last digits of a time-ordered UUID are its random part; the first are shared by neighbours in time.
  return operationId.replaceAll("-", "").slice(-8).toLowerCase();
}

/** The short name people say: op-3f9a1c2b. */
export const operationShortId = (operationId: string): string => `op-${operationDigits(operationId)}`;

/** What an operation is, as sentences say it. */
export const KIND_NOUNS = { deploy: "deployment", rollback: "rollback" } as const;
