import "server-only";
import { randomBytes } from "node:crypto";
import { API } from "@/lib/contracts/api/registry";
import { storeContext } from "@/lib/data/ledger/recovery-rows";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentStore, storeInclude } from "./present-store";

const KEY_BYTES = 32;
/** What was said of the place before may not be true of it any more. */
const NOT_ASKED = { checkedAt: null, answers: null, checkSentence: "", immutability: "" };

/**
 * Says where a tenant's backups are kept, under a key that is made here and shown to nobody. Once a backup lies there
 * only the credentials of the storage may change: place and key are what brings it back.
 */
export const setBackupStore = command({
  action: "backup_store.edit",
  input: API.setBackupStore.body.extend(API.setBackupStore.params.shape),
  target: async (tx, { tenantId }) => {
    const row = await tx.tenant.findUnique({
      where: { id: tenantId },
      include: {
        backupStore: true,
        backups: { where: { state: { in: ["running", "good", "damaged"] } }, take: 1, select: { id: true } },
      },
    });
    if (row === null) return null;
    const scope = { level: "tenant" as const, tenantId };
    return { row, scope, kind: "backup_store", id: row.id, name: row.name, tenantId, environmentId: null };
  },
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const { tenantId, repository, accessKeyId, secretAccessKey } = input;
    const before = row.backupStore;
    if (before !== null && row.backups.length > 0 && before.repository !== repository)
      throw new Problem(
        "conflict",
        `Backups of ${row.name} lie at ${before.repository}: the place stays as long as one of them does.`,
      );
    const { seal } = ctx.ports;
    const context = storeContext(tenantId);
    const sealedAccess = accessOf({ repository, accessKeyId, secretAccessKey });
    const data = {
      repository,
      sealedAccess: sealedAccess === null ? null : seal.seal(sealedAccess, context),
    };
    const key = () => seal.seal(randomBytes(KEY_BYTES).toString("base64url"), context);
    const store =
      before === null
        ? await tx.backupStore.create({
            data: { ...data, tenantId, sealedPassword: key(), createdAt: ctx.now },
            include: storeInclude,
          })
        : await tx.backupStore.update({
            where: { tenantId },
            data: {
              ...{ ...data, ...NOT_ASKED, version: { increment: 1 } },
              // Another place has another key: nobody who had the old one can read what will lie there.
              ...(before.repository === repository ? {} : { sealedPassword: key() }),
            },
            include: storeInclude,
          });
    note({ repository, credentials: sealedAccess !== null, before: before?.repository ?? null });
    return presentStore(ctx, store);
  },
});

function accessOf(given: {
  repository: string;
  accessKeyId: string | undefined;
  secretAccessKey: string | undefined;
}): string | null {
  const { repository, accessKeyId, secretAccessKey } = given;
  if (accessKeyId === undefined && secretAccessKey === undefined) {
    if (!repository.startsWith("s3:")) return null;
    throw refused("accessKeyId", "An object storage asks for an access key and its secret.");
  }
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw refused("secretAccessKey", "Give both parts of the access key, or none.");
  return JSON.stringify({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
}

const refused = (path: string, message: string) =>
  new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });
