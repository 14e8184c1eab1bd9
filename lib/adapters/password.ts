import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { Problem } from "@/lib/domain/shared/problem";
import type { PasswordHasher } from "@/lib/ports/password";

/** argon2id with OWASP's parameters: 19 MiB, two passes, one lane. The package's default algorithm is argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** So many verifications at once take 76 MiB; so many more may wait. Beyond that a flood of guesses is refused. */
const AT_ONCE = 4;
const WAITING = 64;

const queue: (() => void)[] = [];
let running = 0;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (queue.length >= WAITING) {
      throw new Problem("limited", "Too many people sign in at this moment. Try again in a minute.");
    }
    await new Promise<void>((resolve) => queue.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    // The slot goes to the next in line, or is free again.
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

export const argon2: PasswordHasher = {
  hash: (clear) => hash(clear, PARAMETERS),
  verify: (stored, clear) => inTurn(() => verify(stored, clear).catch(() => false)),
};
