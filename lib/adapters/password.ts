import "server-only";
import { hash, verify } from "@node-rs/argon2";
import type { PasswordHasher } from "@/lib/ports/password";

/** argon2id with OWASP's parameters: 19 MiB, two passes, one lane. The package's default algorithm is argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const argon2: PasswordHasher = {
  hash: (clear) => hash(clear, PARAMETERS),
  verify: (stored, clear) => verify(stored, clear).catch(() => false),
};
