import "server-only";
import type { Database } from "@/lib/data/client";
import { Prisma } from "@/lib/data/generated/client";
import { retryAt } from "@/lib/domain/alert/route";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import { classifyFailure } from "@/lib/ports/failure";
import type { Messages } from "@/lib/ports/messages";

const AT_ONCE = 10;
/** Longer than any adapter takes; a worker that dies in between lets another one send it again, under the same id. */
const LEASE_MS = 60_000;

export type MailDeps = { db: Database; messages: Messages; baseUrl: string | null };
export type Mailed = { sent: number; again: number; failed: number };

/** Sends notices that are due by mail, at most ten at a time; each is tried again within the bounds of alerts' messages. */
export async function sendNoticeMails(deps: MailDeps, now: Date, signal: AbortSignal): Promise<Mailed> {
  const ids = await claim(deps.db, now);
  const ends = await Promise.all(ids.map((id) => sendOne(deps, id, now, signal)));
  const count = (end: keyof Mailed) => ends.filter((one) => one === end).length;
  return { sent: count("sent"), again: count("again"), failed: count("failed") };
}

async function claim(db: Database, now: Date): Promise<string[]> {
  const until = new Date(now.getTime() + LEASE_MS);
  const rows = await db.prisma.$queryRaw<{ id: string }[]>(Prisma.sql`
    UPDATE notice_mail SET lease_until = ${until}::timestamptz, attempts = attempts + 1
     WHERE notice_id IN (
       SELECT notice_id FROM notice_mail
        WHERE state = 'queued' AND next_at <= ${now}::timestamptz
          AND (lease_until IS NULL OR lease_until < ${now}::timestamptz)
        ORDER BY next_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
    RETURNING notice_id AS id`);
  return rows.map(({ id }) => id);
}

async function sendOne(
  { db, messages, baseUrl }: MailDeps,
  noticeId: string,
  now: Date,
  signal: AbortSignal,
): Promise<keyof Mailed | null> {
  const row = await db.prisma.noticeMail.findUnique({
    where: { noticeId },
    include: {
      notice: { include: { user: { select: { email: true, mailNotices: true, disabledAt: true } } } },
    },
  });
  if (row === null) return null;
  const { user, title, text, path, operationId } = row.notice;
  const settle = (data: Prisma.NoticeMailUpdateManyMutationInput) =>
    db.prisma.noticeMail.updateMany({
      where: { noticeId, state: "queued" },
      data: { ...data, leaseUntil: null },
    });
  if (!user.mailNotices || user.disabledAt !== null || row.notice.readAt !== null) {
    await settle({ state: "dropped", lastError: "It is read already, or no mail is wanted any more." });
    return null;
  }
  const way = path ?? (operationId === null ? "/notices" : `/operations/${operationId}`);
  const link = baseUrl === null ? "" : `\n\n${baseUrl}${way}`;
  try {
    const mail = { id: noticeId, to: user.email, subject: title, text: `${text}${link}` };
    await messages.mail(mail, signal);
  } catch (error) {
    const isRefused = classifyFailure(error) === "refused";
    if (signal.aborted && !isRefused) {
      // The worker stops: the next one takes it up at once, and this was no attempt.
      await settle({ attempts: { decrement: 1 } });
      return "again";
    }
    const why = error instanceof Error ? error.message : "no cause known";
    const lastError = cutText(plainText(why), 500);
    const nextAt = isRefused ? null : retryAt(row.attempts, now);
    await settle(nextAt === null ? { state: "failed", lastError } : { nextAt, lastError });
    return nextAt === null ? "failed" : "again";
  }
  // When only this cannot be written it went out: the lease ends, and it goes out again under the same id.
  await settle({ state: "sent", sentAt: now, lastError: "" });
  return "sent";
}
