import { afterAll, beforeAll, expect, it } from "vitest";
import { TransientFailure } from "@/lib/ports/failure";
import { at, type ChangeWorld, makeChangeWorld } from "@/lib/testing/change-world";
import { FakeMessages } from "@/lib/testing/fake-messages";
import { readAllNotices } from "./read-all";
import { sendNoticeMails } from "./send-mail";
import { setNoticeMail } from "./set-mail";

let world: ChangeWorld;
beforeAll(async () => {
  world = await makeChangeWorld();
  // Suites share the database: what others queued is not this one's to send.
  await world.db.prisma.noticeMail.updateMany({ where: { state: "queued" }, data: { state: "dropped" } });
});
afterAll(() => world.close());

it("whoever asks for it has notices by mail too: sent once, tried again, not when read by then", async () => {
  const messages = new FakeMessages();
  const deps = { db: world.db, messages, baseUrl: "https://holdfast.example" };
  const send = (now = new Date()) => sendNoticeMails(deps, now, new AbortController().signal);
  await world.submitted();
  expect(await send()).toEqual({ sent: 0, again: 0, failed: 0 });
  await setNoticeMail(at(world.manager), { enabled: true });
  const { change } = await world.submitted();
  messages.failing = () => new TransientFailure("The mail server does not answer.");
  expect(await send()).toEqual({ sent: 0, again: 1, failed: 0 });
  messages.failing = () => null;
  expect((await send()).sent).toBe(0);
  const later = new Date(Date.now() + 3_600_000);
  expect((await send(later)).sent).toBe(1);
  expect((await send(later)).sent).toBe(0);
  const { email } = await world.db.prisma.user.findUniqueOrThrow({ where: { id: world.manager.actor.id } });
  expect(messages.sentMails).toMatchObject([{ to: email }]);
  expect(messages.sentMails[0]?.subject).toContain(change.number);
  expect(messages.sentMails[0]?.text).toContain(`https://holdfast.example/changes/${change.id}`);
  await world.submitted();
  await readAllNotices(at(world.manager), { until: new Date().toISOString() });
  expect((await send(later)).sent).toBe(0);
});

it("is not given up because the worker stops or something here breaks, only when it is refused", async () => {
  const messages = new FakeMessages();
  const deps = { db: world.db, messages, baseUrl: null };
  await setNoticeMail(at(world.manager), { enabled: true });
  await world.submitted();
  const stopping = new AbortController();
  messages.failing = () => {
    stopping.abort();
    return new DOMException("This operation was aborted", "AbortError");
  };
  expect(await sendNoticeMails(deps, new Date(), stopping.signal)).toEqual({ sent: 0, again: 1, failed: 0 });
  const queued = () => world.db.prisma.noticeMail.findFirstOrThrow({ where: { state: "queued" } });
  expect(await queued()).toMatchObject({ attempts: 0, leaseUntil: null });
  const send = () => sendNoticeMails(deps, new Date(), new AbortController().signal);
  messages.failing = () => new Error("Connection terminated unexpectedly");
  expect(await send()).toEqual({ sent: 0, again: 1, failed: 0 });
  expect(await queued()).toMatchObject({ attempts: 1, lastError: "Connection terminated unexpectedly" });
});
