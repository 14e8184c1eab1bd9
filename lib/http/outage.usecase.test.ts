import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Database, openDatabase } from "@/lib/data/client";
import { createLogger } from "@/lib/telemetry/logger";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Context } from "@/lib/usecases/context";
import { readAllNotices } from "@/lib/usecases/notice/read-all";
import { getMe } from "@/lib/usecases/session/me";
import { RETRY_AFTER_SECONDS } from "./outage";
import { route } from "./route";

const signedIn = vi.hoisted(() => ({ sessionId: "" }));
vi.mock("next-auth", () => ({ getServerSession: async () => signedIn }));

const HOME = Symbol.for("holdfast.runtime");
const home = globalThis as { [HOME]?: unknown };
let world: World;
let reader: Context;
const opened: Database[] = [];
beforeAll(async () => {
  world = await makeWorld();
  reader = await world.person("developer");
  const day = new Date(Date.now() + 86_400_000);
  const data = { userId: reader.actor.id ?? "", userAgent: "test", lastSeenAt: new Date(), expiresAt: day };
  signedIn.sessionId = (await world.db.prisma.session.create({ data })).id;
});
afterEach(async () => {
  delete home[HOME];
  await Promise.all(opened.splice(0).map((db) => db.close()));
});
afterAll(() => world.close());

/** Lines the log was given while `url` is the database of the console, with one connection. */
function consoleOn(url: string | undefined): { db: Database; lines: string[] } {
  if (url === undefined) throw new Error("TEST_DATABASE_URL is not set; npm test sets it.");
  const db = openDatabase(url, 1, 2_000);
  opened.push(db);
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const logger = createLogger({ name: "test" }, { write });
  const context = (actor: Context["actor"], correlationId: string, now: Date): Context => {
    return { actor, correlationId, now, db, ports: world.ports };
  };
  home[HOME] = { db, logger, context };
  return { db, lines };
}

const params = Promise.resolve({});
const read = () => route("getMe", getMe)(new Request("http://console.test/api/v1/me"), { params });
const write = () => {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ until: new Date().toISOString() });
  const request = new Request("http://console.test/", { method: "POST", body, headers });
  return route("readAllNotices", readAllNotices)(request, { params });
};

/** Holds the pool's one connection while `during` runs. */
async function full<R>(db: Database, during: () => Promise<R>): Promise<R> {
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  let holding: Promise<void> = Promise.resolve();
  await new Promise<void>((begun, failed) => {
    holding = db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1`;
      begun();
      await over;
    });
    holding.catch(failed);
  });
  try {
    return await during();
  } finally {
    end();
    await holding;
  }
}

describe("a database without room", () => {
  it("answers 503 with when to ask again, and the next request is served", async () => {
    const { db, lines } = consoleOn(process.env["TEST_DATABASE_URL"]);
    const answer = await full(db, read);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe(String(RETRY_AFTER_SECONDS));
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    const body = await answer.json();
    expect(body).toMatchObject({
      code: "unavailable",
      detail: expect.stringContaining("Nothing was changed"),
    });
    expect(body.requestId).toBe(answer.headers.get("x-request-id"));
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(["warn"]);
    expect((await read()).status).toBe(200);
  });

  it("turns a write away before it has begun", async () => {
    const { db } = consoleOn(process.env["TEST_DATABASE_URL"]);
    const answer = await full(db, write);
    expect([answer.status, (await answer.json()).code]).toEqual([503, "unavailable"]);
    expect((await write()).status).toBe(200);
  });
});

it("a database that is not there answers 503, and a write says that nobody knows", async () => {
  consoleOn("postgresql://holdfast@127.0.0.1:1/none");
  const [asked, told] = await Promise.all([read(), write()]);
  expect([asked.status, told.status]).toEqual([503, 503]);
  expect((await told.json()).detail).toContain("look first whether it was done");
});

it("a fault of ours stays a fault", async () => {
  const { lines } = consoleOn(process.env["TEST_DATABASE_URL"]);
  const broken = () => Promise.reject(new Error("column does not exist"));
  const answer = await route("getMe", broken)(new Request("http://console.test/api/v1/me"), { params });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([500, null]);
  expect(lines.map((line) => JSON.parse(line).level)).toEqual(["error"]);
});
