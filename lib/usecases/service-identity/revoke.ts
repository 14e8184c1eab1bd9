import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { identityTarget, presentIdentity, revokedRefusal, withCreator } from "./present";

/** Takes a service identity's token away for good; from the commit on it answers 401. */
export const revokeServiceIdentity = command({
  action: "service_identity.manage",
  input: API.revokeServiceIdentity.body.extend(API.revokeServiceIdentity.params.shape),
  target: identityTarget,
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const refusal = revokedRefusal(row);
    if (refusal !== null) throw new Problem("conflict", refusal);
    const { count } = await tx.serviceIdentity.updateMany({
      where: { id: row.id, version: input.version, revokedAt: null },
      data: { revokedAt: ctx.now, revokedReason: input.reason, version: { increment: 1 } },
    });
    if (count !== 1)
      throw new Problem("conflict", `${row.name} was changed meanwhile. Look again.`, { stale: true });
    note({ reason: input.reason });
    const after = await tx.serviceIdentity.findUniqueOrThrow({ where: { id: row.id }, include: withCreator });
    return presentIdentity(ctx, after);
  },
});
