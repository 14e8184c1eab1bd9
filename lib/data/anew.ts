import "server-only";

/** So often work is done anew that PostgreSQL ended. */
const TIMES = 2;
/** Prisma's code for 40P01 and 40001: of two that would wait for each other for ever, one is ended. */
const CONFLICT = "P2034";

/**
 * Does a transaction anew, at most twice, when PostgreSQL ended it so that another one could go on. Nothing of it was
 * written; what the work did outside the transaction it has to undo itself.
 */
export async function anew<R>(work: () => Promise<R>): Promise<R> {
  for (let left = TIMES; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || !isConflict(error)) throw error;
    }
  }
}

const isConflict = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === CONFLICT;
