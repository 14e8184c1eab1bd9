import "server-only";
import type { Database } from "@/lib/data/client";
import {
  claimCertificates,
  ensureCertificateRows,
  writeCertificate,
} from "@/lib/data/ledger/certificate-rows";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import type { Certificates } from "@/lib/ports/certificates";

const AT_ONCE = 10;
const CLAIM_LIMIT_MS = 120_000;
const EVERY_MS = 3_600_000;
const MOST_REASON = 300;

type Turn = { now: () => Date; stopping: AbortSignal };

/**
 * Looks at the certificates whose turn has come, one address after the other, so that names nobody knows hold up
 * nothing else. Answers how many; each is looked at once an hour.
 */
export async function lookAtCertificates(
  { db, certificates }: { db: Database; certificates: Certificates },
  { now, stopping }: Turn,
): Promise<number> {
  await ensureCertificateRows(db);
  const due = await claimCertificates(db, { take: AT_ONCE, limitMs: CLAIM_LIMIT_MS });
  for (const { environmentId, hostname } of due) {
    const { endsAt, reason } = await certificates.look(hostname, stopping);
    const at = now();
    const next = new Date(at.getTime() + EVERY_MS * (0.9 + Math.random() * 0.2));
    const said = cutText(plainText(reason), MOST_REASON);
    await writeCertificate(db, environmentId, { endsAt, reason: said, at, dueAt: next });
  }
  return due.length;
}
