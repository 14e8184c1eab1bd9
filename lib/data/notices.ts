import "server-only";
import type { LiveEvent } from "@/lib/contracts/events/live";
import type { Role } from "@/lib/domain/access/roles";
import { changeNumber } from "@/lib/domain/change/number";
import {
  ANSWERING_ROLES,
  CONCERNED_ROLES,
  endedNotice,
  isEndTold,
  MOST_TOLD,
  NOTICE_DAYS,
  type NoticeOccasion,
  type NoticeWords,
  plannedNotice,
  questionNotice,
} from "@/lib/domain/notice/notice";
import type { OperationEnd } from "@/lib/domain/operation/run";
import { plainJson } from "@/lib/domain/shared/plain-text";
import type { Tx } from "./client";
import type { Prisma } from "./generated/client";
import { noticeEvents } from "./outbox";
import { medianStepSeconds } from "./step-times";

const DAY_MS = 86_400_000;

const include = {
  tenant: { select: { name: true } },
  environment: { select: { name: true } },
  release: { select: { name: true } },
  previousRelease: { select: { name: true } },
  change: { select: { number: true, title: true, communication: true } },
  requester: { select: { id: true, disabledAt: true } },
  steps: { orderBy: { position: "asc" }, select: { name: true } },
} satisfies Prisma.OperationInclude;

type Row = Prisma.OperationGetPayload<{ include: typeof include }>;
type Told = { people: number; events: LiveEvent[] };
type Message = { occasion: NoticeOccasion; words: NoticeWords; now: Date };

const rowOf = (tx: Tx, operationId: string) =>
  tx.operation.findUniqueOrThrow({ where: { id: operationId }, include });
const placeOf = (row: Row) => ({ tenant: row.tenant.name, environment: row.environment.name });

type Over = { tenantId: string; environmentId: string };

/** People with one of these roles over the environment: never more than 500, never who has left. */
export async function peopleWith(tx: Tx, row: Over, roles: readonly Role[]): Promise<string[]> {
  const people = await tx.user.findMany({
    where: {
      disabledAt: null,
      roleBindings: {
        some: {
          role: { in: [...roles] },
          OR: [
            { level: "fleet" },
            { level: "tenant", tenantId: row.tenantId },
            { level: "environment", environmentId: row.environmentId },
          ],
        },
      },
    },
    select: { id: true },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: MOST_TOLD,
  });
  return people.map(({ id }) => id);
}

const write = (tx: Tx, row: Row, userIds: readonly string[], message: Message): Promise<Told> =>
  writeNotices(tx, { ...row, operationId: row.id }, userIds, message);

/**
 * One row for each of them, once per occasion of an operation: what is written a second time writes and tells nothing.
 * Without an operation the caller sees to it that it is told once. Publish the events it answers.
 */
export async function writeNotices(
  tx: Tx,
  row: { tenantId: string | null; environmentId: string | null; operationId: string | null; path?: string },
  userIds: readonly string[],
  { occasion, words, now }: Message,
): Promise<Told> {
  if (userIds.length === 0) return { people: 0, events: [] };
  const written = await tx.notice.createManyAndReturn({
    data: userIds.map((userId) => ({
      userId,
      tenantId: row.tenantId,
      environmentId: row.environmentId,
      operationId: row.operationId,
      path: row.path ?? null,
      occasion,
      at: now,
      ...plainJson(words),
    })),
    skipDuplicates: true,
    select: { id: true, userId: true },
  });
  await queueMails(tx, written, now);
  await tx.notice.deleteMany({
    where: { userId: { in: [...userIds] }, at: { lt: new Date(now.getTime() - NOTICE_DAYS * DAY_MS) } },
  });
  const told = written.map(({ userId }) => userId);
  return { people: told.length, events: await noticeEvents(tx, "notice.written", told) };
}

/** What goes out by mail too, for whoever asked for that and still signs in. */
async function queueMails(
  tx: Tx,
  written: readonly { id: string; userId: string }[],
  now: Date,
): Promise<void> {
  if (written.length === 0) return;
  const people = await tx.user.findMany({
    where: { id: { in: written.map(({ userId }) => userId) }, mailNotices: true, disabledAt: null },
    select: { id: true },
  });
  const wanted = new Set(people.map(({ id }) => id));
  const mails = written.filter(({ userId }) => wanted.has(userId));
  if (mails.length > 0)
    await tx.noticeMail.createMany({ data: mails.map(({ id }) => ({ noticeId: id, nextAt: now })) });
}

/** Tells the people concerned, but not who asked for it, that an operation is about to change their environment. */
export async function tellPlanned(tx: Tx, operationId: string, now: Date): Promise<Told> {
  const row = await rowOf(tx, operationId);
  const words = plannedNotice({
    ...placeOf(row),
    release: row.release?.name ?? "A release",
    previousRelease: row.previousRelease?.name ?? null,
    change: row.change === null ? null : { ...row.change, number: changeNumber(row.change.number) },
    strategy: row.strategy,
    closedSeconds: await expectedClosedSeconds(tx, row),
  });
  const people = await peopleWith(tx, row, CONCERNED_ROLES);
  const others = people.filter((id) => id !== row.requesterId);
  return write(tx, row, others, { occasion: "notify", words, now });
}

/** Tells those who may answer that an operation waits for one of them. */
export async function tellQuestion(
  tx: Tx,
  asked: { operationId: string; step: string; reason: string; now: Date },
): Promise<Told> {
  const row = await rowOf(tx, asked.operationId);
  const words = questionNotice({ ...placeOf(row), kind: row.kind, reason: asked.reason });
  const people = await peopleWith(tx, row, ANSWERING_ROLES);
  const occasion = `question:${asked.step}` as const;
  return write(tx, row, people, { occasion, words, now: asked.now });
}

/** Tells the people concerned, and who asked for it, that an operation did not end as planned. */
export async function tellEnded(
  tx: Tx,
  ended: { operationId: string; end: OperationEnd; now: Date },
): Promise<Told> {
  const { end, now } = ended;
  if (!isEndTold(end)) return { people: 0, events: [] };
  const row = await rowOf(tx, ended.operationId);
  const words = endedNotice({ ...placeOf(row), kind: row.kind, ...end });
  if (words === null) return { people: 0, events: [] };
  const concerned = await peopleWith(tx, row, CONCERNED_ROLES);
  const requester = row.requester?.disabledAt === null ? [row.requester.id] : [];
  const people = [...new Set([...requester, ...concerned])];
  return write(tx, row, people, { occasion: "ended", words, now });
}

/** From the step that closes the ERP to the one that opens it, as long as such steps took here; null without history. */
async function expectedClosedSeconds(tx: Tx, row: Row): Promise<number | null> {
  const names = row.steps.map(({ name }) => name);
  const [from, to] = [names.indexOf("quiesce"), names.indexOf("open")];
  if (from < 0 || to < from) return null;
  const medians = await medianStepSeconds(tx, row.environmentId);
  const seconds = names.slice(from, to + 1).map((name) => medians.get(name));
  return seconds.reduce<number | null>(
    (sum, each) => (sum === null || each === undefined ? null : sum + each),
    0,
  );
}
