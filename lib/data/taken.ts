import "server-only";

/** Whether a write failed on a unique index: somebody else's came first. */
export const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "P2002";
