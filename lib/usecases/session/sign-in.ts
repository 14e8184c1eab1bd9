import "server-only";
import { z } from "zod";
import { appendAudit } from "@/lib/data/audit";
import type { Database } from "@/lib/data/client";
import type { User } from "@/lib/data/generated/client";
import { afterWrongPassword, SESSION_MS } from "@/lib/domain/access/session";
import { Problem } from "@/lib/domain/shared/problem";
import type { PasswordHasher } from "@/lib/ports/password";
import { parseInput } from "../query";

export type SignInContext = { db: Database; hasher: PasswordHasher; now: Date; correlationId: string };

const SignIn = z.object({
  email: z.string().trim().toLowerCase().max(254),
  password: z.string().min(1).max(200),
  userAgent: z
    .string()
    .max(1000)
    .transform((text) => text.slice(0, 200)),
});

/** A hash nobody's password has: an unknown address takes as long as a wrong password. */
const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$7KlCrTqYfTaLXcZ+8rOq0lG3Fa3B2F3cJ9b9mM0a1xk";

const WRONG = "E-mail address or password is wrong.";

/**
 * Signs a person in and opens a session row. Five wrong passwords in a row lock the account for five minutes; the
 * answer does not tell whether the address exists. Problem `not_signed_in` or `limited`.
 */
export async function signIn(
  ctx: SignInContext,
  raw: z.input<typeof SignIn>,
): Promise<{ sessionId: string; userId: string; name: string; email: string }> {
  const input = parseInput(SignIn, raw);
  const user = await ctx.db.prisma.user.findUnique({ where: { email: input.email } });
  const matches = await ctx.hasher.verify(user?.passwordHash ?? NOBODY, input.password);
  const refusal = refusalFor(user, matches, ctx.now);
  if (user === null || refusal !== null) {
    await recordRefusal(ctx, user, input.email, matches, refusal?.message ?? WRONG);
    throw refusal ?? new Problem("not_signed_in", WRONG);
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

function refusalFor(user: User | null, matches: boolean, now: Date): Problem | null {
  if (user === null || user.disabledAt !== null) return new Problem("not_signed_in", WRONG);
  if (user.lockedUntil !== null && user.lockedUntil > now) {
    const minutes = Math.ceil((user.lockedUntil.getTime() - now.getTime()) / 60_000);
    return new Problem("limited", `Too many wrong passwords. Try again in ${minutes} min.`);
  }
  return matches ? null : new Problem("not_signed_in", WRONG);
}

async function recordRefusal(
  ctx: SignInContext,
  user: User | null,
  email: string,
  matches: boolean,
  reason: string,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    if (user !== null && !matches && (user.lockedUntil === null || user.lockedUntil <= ctx.now)) {
      const { tries, lockedUntil } = afterWrongPassword(user.failedSignIns, ctx.now);
      await tx.user.update({ where: { id: user.id }, data: { failedSignIns: tries, lockedUntil } });
    }
    const who =
      user === null ? { id: "unknown", name: email.slice(0, 254) } : { id: user.id, name: user.name };
    await appendAudit(tx, auditOf(ctx, who, "refused", { reason }));
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
