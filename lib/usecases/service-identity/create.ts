import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { isTaken } from "@/lib/data/taken";
import { newToken, tokenHash } from "@/lib/data/token";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentIdentity, withCreator } from "./present";

export const DAY_MS = 86_400_000;
/** Enough of a token to tell it from another, too little to guess it. */
export const hintOf = (token: string): string => token.slice(-4);

/** Creates a service identity. Its token is in the answer and nowhere else: neither stored, nor logged, nor audited. */
export const createServiceIdentity = command({
  action: "service_identity.manage",
  input: API.createServiceIdentity.body,
  target: async (_tx, { name }) => ({
    ...{ row: null, scope: { level: "fleet" as const }, kind: "service_identity", id: name, name },
    ...{ tenantId: null, environmentId: null },
  }),
  run: async ({ tx, ctx, input, note }) => {
    const token = newToken();
    const expiresAt = new Date(ctx.now.getTime() + input.days * DAY_MS);
    const row = await tx.serviceIdentity
      .create({
        data: {
          ...{ name: input.name, purpose: input.purpose, rights: input.rights, expiresAt },
          ...{ tokenHash: tokenHash(token), tokenHint: hintOf(token), createdAt: ctx.now },
          createdById: ctx.actor.kind === "person" ? ctx.actor.id : null,
        },
        include: withCreator,
      })
      .catch((error: unknown) => {
        if (!isTaken(error)) throw error;
        throw new Problem("conflict", `There is a service identity named ${input.name} already.`);
      });
    note({ rights: row.rights, expiresAt: expiresAt.toISOString(), tokenHint: row.tokenHint });
    return { identity: presentIdentity(ctx, row), token };
  },
});
