import "server-only";
import { z } from "zod";
import { API } from "@/lib/contracts/api/registry";
import { storeContext } from "@/lib/data/ledger/recovery-rows";
import { Problem } from "@/lib/domain/shared/problem";
import type { StorePlace } from "@/lib/ports/store";
import { keptText } from "@/lib/telemetry/kept-text";
import { command } from "../command";
import type { Context } from "../context";
import { presentStore, storeInclude } from "./present-store";

const LIMIT_MS = 15_000;
const Access = z.object({ AWS_ACCESS_KEY_ID: z.string(), AWS_SECRET_ACCESS_KEY: z.string() });

/** Asks the storage. Not answering is recorded as such: it is a finding, not a failure of the command. */
export const checkBackupStore = command({
  action: "backup_store.edit",
  input: API.checkBackupStore.params,
  target: async (tx, { tenantId }) => {
    const row = await tx.backupStore.findUnique({ where: { tenantId }, include: storeInclude });
    if (row === null) return null;
    const scope = { level: "tenant" as const, tenantId };
    const { id, name } = row.tenant;
    return { row, scope, kind: "backup_store", id, name, tenantId, environmentId: null };
  },
  prepare: ({ ctx, row }) => ctx.ports.store.ask(placeOf(ctx, row), AbortSignal.timeout(LIMIT_MS)),
  run: async ({ tx, ctx, input, target: { row }, prepared, note }) => {
    if (!row.repository.startsWith("s3:")) throw new Problem("conflict", prepared.sentence);
    const { answers, immutability } = prepared;
    const sentence = keptText(prepared.sentence);
    const { count } = await tx.backupStore.updateMany({
      where: { tenantId: input.tenantId, version: row.version },
      data: { checkedAt: ctx.now, answers, checkSentence: sentence, immutability: keptText(immutability) },
    });
    if (count === 0)
      throw new Problem("conflict", "The place was changed meanwhile: ask again.", { stale: true });
    note({ answers, sentence, immutability });
    const where = { tenantId: input.tenantId };
    return presentStore(ctx, await tx.backupStore.findUniqueOrThrow({ where, include: storeInclude }));
  },
});

function placeOf(
  ctx: Context,
  row: { tenantId: string; repository: string; sealedAccess: Uint8Array | null },
): StorePlace {
  if (row.sealedAccess === null) return { repository: row.repository, access: null };
  const opened = Access.parse(JSON.parse(ctx.ports.seal.open(row.sealedAccess, storeContext(row.tenantId))));
  const access = { accessKeyId: opened.AWS_ACCESS_KEY_ID, secretAccessKey: opened.AWS_SECRET_ACCESS_KEY };
  return { repository: row.repository, access };
}
