import "server-only";
import { getServerSession } from "next-auth";
import { getRuntime } from "@/lib/runtime/runtime";
import type { Actor } from "@/lib/usecases/context";
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
