import "server-only";
import { createHmac } from "node:crypto";
import { Agent, request } from "undici";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";
import type { Post } from "@/lib/ports/messages";
import { ForbiddenAddress, guardedLookup, isForbiddenHost, isInnerHost, outerLookup } from "./address";
import { limited } from "./limit";

const LIMIT_MS = 10_000;
const CONNECT_MS = 5_000;

/**
 * Posts to web addresses that people wrote down. A name is resolved once and the connection goes to that address, which
 * must lie outside of this network unless the operator lets it; redirects are not followed, and no answer is kept.
 */
export function createWebhook({ inner }: { inner: boolean }) {
  const agent = new Agent({
    connect: { timeout: CONNECT_MS, lookup: inner ? guardedLookup : outerLookup },
    ...{ headersTimeout: LIMIT_MS, bodyTimeout: LIMIT_MS, connections: 4 },
  });
  return async ({ id, url, body, secret }: Post, caller: AbortSignal): Promise<void> => {
    const to = addressOf(url, inner);
    const text = JSON.stringify(body);
    const sent = Math.floor(Date.now() / 1_000).toString();
    const signature = secret === null ? {} : { "x-holdfast-signature": signatureOf(secret, sent, text) };
    const headers = {
      ...{ "content-type": "application/json", "user-agent": "Holdfast" },
      ...{ "x-holdfast-delivery": id, "x-holdfast-timestamp": sent },
      ...signature,
    };
    const limit = limited(caller, LIMIT_MS);
    try {
      const { signal } = limit;
      const answer = await request(to, { method: "POST", headers, body: text, dispatcher: agent, signal });
      // What it says is of no use and may be endless.
      answer.body.on("error", () => undefined).destroy();
      judge(to.host, answer.statusCode);
    } catch (error) {
      throw failureOf(error, to.host, limit.expired());
    } finally {
      limit.release();
    }
  };
}

/** Proves to a receiver that knows the secret who sent this, and when. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;

function addressOf(url: string, inner: boolean): URL {
  const to = URL.canParse(url) ? new URL(url) : null;
  if (to === null || !["https:", ...(inner ? ["http:"] : [])].includes(to.protocol))
    throw new RefusedFailure("The address has to begin with https://.", { code: "invalid_input" });
  if (inner ? isForbiddenHost(to.hostname) : isInnerHost(to.hostname))
    throw new RefusedFailure(`${to.host} is an address inside this network: it is never called.`);
  return to;
}

function judge(host: string, status: number): void {
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400)
    throw new RefusedFailure(`${host} leads elsewhere (${status}). Write the final address.`);
  if (status === 408 || status === 429 || status >= 500)
    throw new TransientFailure(`${host} answered ${status}.`);
  throw new RefusedFailure(`${host} refused it (${status}).`);
}

function failureOf(error: unknown, host: string, expired: boolean): Error {
  if (error instanceof TransientFailure || error instanceof RefusedFailure) return error;
  if (error instanceof ForbiddenAddress)
    return new RefusedFailure(`${host} is an address inside this network: it is never called.`, {
      cause: error,
    });
  const why = expired ? `did not answer within ${LIMIT_MS / 1_000} s` : "does not answer";
  return new TransientFailure(`${host} ${why}.`, { cause: error });
}
