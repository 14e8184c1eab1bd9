import "server-only";
import { z } from "zod";
import { appendAudit } from "@/lib/data/audit";
import type { Database } from "@/lib/data/client";
import type { User } from "@/lib/data/generated/client";
import { afterTry, LOCK_MS, SESSION_MS, SIGN_IN_TRIES } from "@/lib/domain/access/session";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import { Problem } from "@/lib/domain/shared/problem";
import type { PasswordHasher } from "@/lib/ports/password";
import { parseInput } from "../query";

export type SignInContext = { db: Database; hasher: PasswordHasher; now: Date; correlationId: string };

const SignIn = z.object({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().min(1).max(200),
  userAgent: z.string().transform((text) => cutText(plainText(text), 200)),
});

/** A hash nobody's password has: an unknown address takes as long as a wrong password. */
const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$7KlCrTqYfTaLXcZ+8rOq0lG3Fa3B2F3cJ9b9mM0a1xk";

/** One sentence for every refusal: it tells neither whether the address exists nor whether the account waits. */
const WRONG = `E-mail address or password is wrong. After ${SIGN_IN_TRIES} wrong tries an account waits ${LOCK_MS / 60_000} minutes.`;

/**
 * Signs a person in and opens a session row. Five wrong passwords in a row lock the account for five minutes.
 * Problem `not_signed_in`, always with the same sentence; `limited` when too many sign in at this moment.
 */
export async function signIn(
  ctx: SignInContext,
  raw: z.input<typeof SignIn>,
): Promise<{ sessionId: string; userId: string; name: string; email: string }> {
  const input = parseInput(SignIn, raw);
  const user = await takeTry(ctx, input.email);
  const matches = await ctx.hasher.verify(user?.passwordHash ?? NOBODY, input.password);
  if (user === null || !matches) {
    const who = user ?? { id: "unknown", name: input.email };
    const entry = auditOf(ctx, { id: who.id, name: who.name }, "refused", { reason: WRONG });
    await ctx.db.transaction((tx) => appendAudit(tx, entry));
    throw new Problem("not_signed_in", WRONG);
  }
  const sessionId = await ctx.db.transaction(async (tx) => {
    await tx.user.update({ where: { id: user.id }, data: { failedSignIns: 0, lockedUntil: null } });
    const session = await tx.session.create({
      data: {
        userId: user.id,
        userAgent: input.userAgent,
        createdAt: ctx.now,
        lastSeenAt: ctx.now,
        expiresAt: new Date(ctx.now.getTime() + SESSION_MS),
      },
    });
    await appendAudit(tx, auditOf(ctx, { id: user.id, name: user.name }, "done", { sessionId: session.id }));
    return session.id;
  });
  return { sessionId, userId: user.id, name: user.name, email: user.email };
}

/**
 * Counts the try before the password is looked at, under the row's lock: guesses made at once count one by one. Null
 * for an unknown address, a disabled person, and an account that waits.
 */
async function takeTry(ctx: SignInContext, email: string): Promise<User | null> {
  return ctx.db.transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM "user" WHERE email = ${email} FOR UPDATE`;
    const user = await tx.user.findUnique({ where: { email } });
    if (user === null || user.disabledAt !== null) return null;
    if (user.lockedUntil !== null && user.lockedUntil > ctx.now) return null;
    const { tries, lockedUntil } = afterTry(user.failedSignIns, ctx.now);
    await tx.user.update({ where: { id: user.id }, data: { failedSignIns: tries, lockedUntil } });
    return user;
  });
}

const auditOf = (
  ctx: SignInContext,
  who: { id: string; name: string },
  outcome: "done" | "refused",
  facts: Record<string, unknown>,
) => ({
  at: ctx.now,
  actor: { kind: "person", ...who },
  action: "session.sign_in",
  target: { kind: "person", ...who },
  tenantId: null,
  environmentId: null,
  outcome,
  facts,
  correlationId: ctx.correlationId,
});
