import "server-only";
import { getServerSession } from "next-auth";
import { Problem } from "@/lib/domain/shared/problem";
import { getRuntime } from "@/lib/runtime/runtime";
import type { Actor } from "@/lib/usecases/context";
import { resolveToken } from "@/lib/usecases/service-identity/resolve";
import { resolveSession } from "@/lib/usecases/session/resolve";
import { authOptions } from "./options";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The person whose session cookie this request carries, or null. */
export async function currentActor(now: Date): Promise<Extract<Actor, { kind: "person" }> | null> {
  const session: { sessionId?: unknown } | null = await getServerSession(authOptions);
  const sessionId = session?.sessionId;
  if (typeof sessionId !== "string" || !UUID.test(sessionId)) return null;
  return resolveSession(getRuntime().db, sessionId, now);
}

type Signed = Extract<Actor, { kind: "person" | "service" }>;

const BEARER = /^Bearer +([^\s]{1,200})$/i;

/**
 * Who sends an API request: the service identity of its token, else the person of its session. A request with a token
 * never falls back to a cookie. Problem `not_signed_in` when neither counts.
 */
export async function requestActor(request: Request, now: Date): Promise<Signed> {
  const header = request.headers.get("authorization");
  if (header === null) {
    const person = await currentActor(now);
    if (person === null) throw new Problem("not_signed_in", "Sign in first.");
    return person;
  }
  // One hash and one look-up, whatever was sent: the time it takes tells nothing about tokens.
  const service = await resolveToken(getRuntime().db, BEARER.exec(header)?.[1] ?? "", now);
  if (service === null)
    throw new Problem(
      "not_signed_in",
      "The token is unknown, has expired or was revoked. Ask for a new one.",
    );
  return service;
}
