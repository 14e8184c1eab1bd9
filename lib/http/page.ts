import "server-only";
import { randomUUID } from "node:crypto";
import { notFound, redirect } from "next/navigation";
import { currentActor } from "@/lib/auth/actor";
import { Problem } from "@/lib/domain/shared/problem";
import { getRuntime } from "@/lib/runtime/runtime";
import type { Context } from "@/lib/usecases/context";

/** The context of a page's first paint; whoever is not signed in is sent to sign in and comes back. */
export async function pageContext(returnTo?: string): Promise<Context> {
  const now = new Date();
  const actor = await currentActor(now);
  if (actor === null) {
    redirect(returnTo === undefined ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(returnTo)}`);
  }
  return getRuntime().context(actor, randomUUID(), now);
}

/** First-paint data; a Problem `not_found` becomes the page "not found", also for an id that cannot be one. */
export async function pageData<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Problem && (error.code === "not_found" || error.code === "invalid_input"))
      notFound();
    throw error;
  }
}
