import "server-only";
import { getRuntime } from "@/lib/runtime/runtime";

const LIMIT_MS = 2_000;
/** Workers beat every 5 s: three missed beats and no worker counts as alive. */
const WORKER_SILENCE_MS = 15_000;

type Part = { name: string; ok: boolean; detail: string };

/** Readiness: database, Redis and at least one worker that lives. 503 while any of them is missing. */
export async function readiness(): Promise<Response> {
  const { db, pingRedis } = getRuntime();
  const parts = await Promise.all([
    probe("database", async () => {
      await db.prisma.$queryRaw`SELECT 1`;
      return "answers";
    }),
    probe("redis", async () => {
      await pingRedis();
      return "answers";
    }),
    probe("worker", async () => {
      const alive = await db.prisma.worker.count({
        where: { heartbeatAt: { gt: new Date(Date.now() - WORKER_SILENCE_MS) } },
      });
      if (alive === 0) throw new Error(`no worker was heard for ${WORKER_SILENCE_MS / 1000} s`);
      return `${alive} alive`;
    }),
  ]);
  const ok = parts.every((part) => part.ok);
  return Response.json(
    { status: ok ? "pass" : "fail", parts },
    { status: ok ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}

async function probe(name: string, ask: () => Promise<string>): Promise<Part> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  try {
    return { name, ok: true, detail: await Promise.race([ask(), late]) };
  } catch (error) {
    const cause = error instanceof Error ? error.message.split("\n").at(-1) : "unknown";
    return { name, ok: false, detail: name === "worker" ? String(cause) : "does not answer" };
  } finally {
    clearTimeout(timer);
  }
}
