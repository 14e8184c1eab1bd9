import "server-only";
import { randomUUID } from "node:crypto";
import { requestActor } from "@/lib/auth/actor";
import type { LogStreamed } from "@/lib/contracts/api/resources/log";
import { decide, elevationBehind } from "@/lib/domain/access/decide";
import { withSeverity } from "@/lib/domain/log/line";
import { Problem } from "@/lib/domain/shared/problem";
import type { LogLine } from "@/lib/ports/logs";
import { getRuntime, type Runtime } from "@/lib/runtime/runtime";
import { redactText } from "@/lib/telemetry/redact";
import type { Actor } from "@/lib/usecases/context";
import { openLogs } from "@/lib/usecases/log/follow";
import { resolveSession } from "@/lib/usecases/session/resolve";
import { LineBatch } from "./line-batch";
import { assertSameOrigin } from "./origin";
import { outageOf } from "./outage";
import { bugResponse, problemResponse } from "./problem";

/** Session and right are looked at again this often; it also keeps proxies from closing the stream. */
const BEAT_MS = 15_000;
const BATCH_MS = 250;
const LONGEST_MS = 15 * 60_000;
/** Batches that wait for a reader; then it is cut off. */
const BACKLOG = 40;
const STREAMS_PER_PERSON = 3;

const SLOW =
  "You were cut off: the logs come faster than this connection takes them. Follow one pod, or search.";
const OVER = "15 minutes are over. Follow again if you are still there.";
const ENDED = "The pod that was followed has ended and writes nothing more.";
const BROKEN = "The logs ended in an error of Holdfast's own, which is written down. Follow again.";
const GONE = "You may not read these logs any more.";

const streams = new Map<string, number>();

type Params = { params: Promise<Record<string, string>> };
type Opened = Awaited<ReturnType<typeof openLogs>>;

/** An environment's logs as they are written, as server-sent events, with an end that is told in a sentence. */
export async function logStream(request: Request, { params }: Params): Promise<Response> {
  const requestId = randomUUID();
  const now = new Date();
  try {
    const runtime = getRuntime();
    const actor = await requestActor(request, now);
    // It is a read, but one that is written down: no other site may cause it.
    assertSameOrigin(request);
    if ((streams.get(actor.id) ?? 0) >= STREAMS_PER_PERSON)
      throw new Problem("conflict", `You follow ${STREAMS_PER_PERSON} logs already: stop one of them first.`);
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const input = { ...query, ...(await params) };
    const opened = await openLogs(runtime.context(actor, requestId, now), input as never);
    return streamOf(runtime, actor, opened, request.signal);
  } catch (error) {
    const problem = error instanceof Problem ? error : outageOf(error, false);
    if (problem !== null) return problemResponse(problem, requestId);
    getRuntime().logger.error({ error, requestId }, "logs could not be followed");
    return bugResponse(requestId);
  }
}

function streamOf(runtime: Runtime, actor: Actor, opened: Opened, left: AbortSignal): Response {
  const following = new AbortController();
  const encoder = new TextEncoder();
  let finish: (why: string | null) => void = () => undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const batch = new LineBatch();
        let over = false;
        const send = (told: LogStreamed) =>
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(told)}\n\n`));
        const timer = setInterval(() => {
          const { lines, dropped, silent } = batch.take();
          if (lines.length === 0 && dropped === 0 && silent.length === 0) return;
          if ((controller.desiredSize ?? 0) < -BACKLOG) return finish(SLOW);
          send({ lines: spoken(lines), left: dropped, silent, end: null });
        }, BATCH_MS);
        const beat = setInterval(async () => {
          if (!(await stillMay(runtime, actor, opened))) return finish(GONE);
          if (!over) controller.enqueue(encoder.encode(": beat\n\n"));
        }, BEAT_MS);
        const longest = setTimeout(() => finish(OVER), LONGEST_MS);
        const lapse = setTimeout(() => finish(GONE), lapseMs(actor, opened));
        streams.set(actor.id, (streams.get(actor.id) ?? 0) + 1);
        finish = (why) => {
          if (over) return;
          over = true;
          clearInterval(timer);
          clearInterval(beat);
          clearTimeout(longest);
          clearTimeout(lapse);
          following.abort();
          release(actor.id);
          try {
            const { lines, dropped, silent } = batch.take();
            if (why !== null) send({ lines: spoken(lines), left: dropped, silent, end: why });
            controller.close();
          } catch {
            // The reader went away first.
          }
        };
        left.addEventListener("abort", () => finish(null), { once: true });
        if (left.aborted) return finish(null);
        controller.enqueue(encoder.encode(": following\n\n"));
        followInto(batch, runtime, opened, following.signal).then(finish);
      },
      cancel: () => finish(null),
    },
    new CountQueuingStrategy({ highWaterMark: 4 }),
  );
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      connection: "keep-alive",
      "x-accel-buffering": "no",
    },
  });
}

/** Why it ended, in a sentence. */
async function followInto(
  batch: LineBatch,
  { ports, logger }: Runtime,
  { target, pod }: Opened,
  signal: AbortSignal,
): Promise<string> {
  const onLine = (line: LogLine) => batch.add(line);
  const onSilent = (sentence: string) => batch.tell(sentence);
  try {
    await ports.logs.follow(target, { pod, onLine, onSilent }, signal);
    return ENDED;
  } catch (error) {
    if (error instanceof Problem) return redactText(error.message);
    logger.error({ error, target }, "following logs ended in an error");
    return BROKEN;
  }
}

const spoken = (lines: readonly LogLine[]): LogStreamed["lines"] =>
  withSeverity(lines).map(({ at, ...line }) => ({ at: at.toISOString(), ...line }));

function release(actorId: string): void {
  const others = (streams.get(actorId) ?? 1) - 1;
  if (others > 0) streams.set(actorId, others);
  else streams.delete(actorId);
}

/** Milliseconds until a right that was granted for some hours ends by itself; no more than any stream lasts. */
function lapseMs(actor: Actor, { scope }: Opened): number {
  if (actor.kind !== "person") return LONGEST_MS;
  const behind = elevationBehind(actor.grants, "log.read", scope);
  if (behind === null || !behind.onlyByIt) return LONGEST_MS;
  return Math.min(LONGEST_MS, Math.max(0, behind.grant.elevation.endsAt.getTime() - Date.now()));
}

/** A session that ended, or a right that was taken, ends the stream; a database without a voice does not. */
async function stillMay(runtime: Runtime, actor: Actor, { scope }: Opened): Promise<boolean> {
  if (actor.kind !== "person") return true;
  const still = await resolveSession(runtime.db, actor.sessionId, new Date()).catch(() => actor);
  return still !== null && decide(still.grants, "log.read", scope).allow;
}
