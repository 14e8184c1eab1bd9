import "server-only";
import { randomUUID } from "node:crypto";
import { currentActor } from "@/lib/auth/actor";
import { readScope, standingAt } from "@/lib/domain/access/decide";
import { Problem } from "@/lib/domain/shared/problem";
import { getRuntime } from "@/lib/runtime/runtime";
import { resolveSession } from "@/lib/usecases/session/resolve";
import { hears } from "./hears";
import { outageOf } from "./outage";
import { problemResponse } from "./problem";

/** An event of its own this often tells the page that it is connected and keeps proxies from closing the stream; the session is looked at again as often. */
const BEAT_MS = 15_000;
/** A reader that takes nothing for so many events is cut off; it reconnects and fetches anew. */
const BACKLOG = 1_000;

/** Server-sent events of what happens within the reader's scope, and nothing else. */
export async function eventStream(request: Request): Promise<Response> {
  const runtime = getRuntime();
  const reader = await currentActor(new Date()).catch((error: unknown) => {
    const outage = outageOf(error, false);
    if (outage === null) throw error;
    return outage;
  });
  if (reader instanceof Problem) return problemResponse(reader, randomUUID());
  if (reader === null) return problemResponse(new Problem("not_signed_in", "Sign in first."), randomUUID());
  const actor = reader;
  let grants = actor.grants;
  // Minted anew for each event: what ended by itself since the last look shows nothing any more.
  const scope = () => readScope(standingAt(grants, new Date()), "catalog.read");
  const encoder = new TextEncoder();
  let stop: () => void = () => {};
  const stream = new ReadableStream<Uint8Array>(
    {
      start: async (controller) => {
        let closed = false;
        const send = (text: string) => {
          if (closed) return;
          if ((controller.desiredSize ?? 0) < -BACKLOG) return stop();
          controller.enqueue(encoder.encode(text));
        };
        const look = async () => {
          const still = await resolveSession(runtime.db, actor.sessionId, new Date()).catch(() => actor);
          if (still === null) return stop();
          grants = still.grants;
        };
        const unsubscribe = await runtime.ports.channel.subscribe((event) => {
          if (!hears({ id: actor.id, scope: scope() }, event)) return;
          send(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
          // Somebody's rights changed, perhaps the reader's.
          if (event.subject.kind === "elevation") void look();
        });
        const beat = setInterval(async () => {
          await look();
          send("event: beat\ndata: \n\n");
        }, BEAT_MS);
        stop = () => {
          if (closed) return;
          closed = true;
          clearInterval(beat);
          void unsubscribe();
          try {
            controller.close();
          } catch {
            // The reader went away first.
          }
        };
        request.signal.addEventListener("abort", stop, { once: true });
        if (request.signal.aborted) return stop();
        send("retry: 1000\n: connected\n\n");
      },
      cancel: () => stop(),
    },
    new CountQueuingStrategy({ highWaterMark: 16 }),
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
