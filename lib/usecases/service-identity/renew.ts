import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { newToken, tokenHash } from "@/lib/data/token";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { DAY_MS, hintOf } from "./create";
import { identityTarget, presentIdentity, revokedRefusal, withCreator } from "./present";

/** Gives a service identity another token; the one before counts no more from the commit on. */
export const renewServiceIdentity = command({
  action: "service_identity.manage",
  input: API.renewServiceIdentity.body.extend(API.renewServiceIdentity.params.shape),
  target: identityTarget,
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const refusal = revokedRefusal(row);
    if (refusal !== null) throw new Problem("conflict", refusal);
    const token = newToken();
    const expiresAt = new Date(ctx.now.getTime() + input.days * DAY_MS);
    const { count } = await tx.serviceIdentity.updateMany({
      where: { id: row.id, version: input.version, revokedAt: null },
      data: { tokenHash: tokenHash(token), tokenHint: hintOf(token), expiresAt, version: { increment: 1 } },
    });
    if (count !== 1)
      throw new Problem("conflict", `${row.name} was changed meanwhile. Look again.`, { stale: true });
    note({ expiresAt: expiresAt.toISOString(), tokenHint: hintOf(token) });
    const after = await tx.serviceIdentity.findUniqueOrThrow({ where: { id: row.id }, include: withCreator });
    return { identity: presentIdentity(ctx, after), token };
  },
});
