import "server-only";
import { ForbiddenAddress } from "@/lib/adapters/address";
import { cutText, plainText } from "@/lib/domain/shared/plain-text";
import { RefusedFailure, TransientFailure } from "@/lib/ports/failure";

/** The API server's own body of a failure. */
type Status = { message: string; reason: string };

/**
 * What an answer of 400 and above means for whoever asked. `what` says what was asked, as the beginning of a sentence.
 * 429, 408 and 5xx may pass by waiting; the rest is a refusal.
 */
export function failureOfAnswer(
  what: string,
  answer: { status: number; retryAfter: string | null; body: unknown },
): TransientFailure | RefusedFailure {
  const { message, reason } = readStatus(answer.body);
  if (answer.status === 401)
    return new RefusedFailure(`${what}: the cluster does not accept the credentials.`);
  const named = reason === "" ? String(answer.status) : `${answer.status} ${reason}`;
  const sentence = `${what}: the cluster says “${message}” (${named}).`;
  if (isInvalidAnyway(answer.status, message)) return new RefusedFailure(sentence);
  if (answer.status === 429 || answer.status === 408 || answer.status >= 500) {
    return new TransientFailure(sentence, { retryAfterMs: retryAfterMs(answer.retryAfter) });
  }
  return new RefusedFailure(sentence);
}

/** Server-side apply answers 500 to an object that does not fit its schema; trying again will not make it fit. */
const isInvalidAnyway = (status: number, message: string): boolean =>
  status === 500 && message.startsWith("failed to create typed patch object");

export function readStatus(body: unknown): Status {
  if (typeof body === "object" && body !== null && "message" in body && typeof body.message === "string") {
    const reason = "reason" in body && typeof body.reason === "string" ? body.reason : "";
    return { message: shorten(body.message), reason };
  }
  return {
    message: typeof body === "string" && body.trim() !== "" ? shorten(body) : "no explanation",
    reason: "",
  };
}

const shorten = (text: string): string => {
  const line = plainText(text).trim().replace(/\s+/g, " ");
  return line.length > 600 ? `${cutText(line, 600)}…` : line;
};

/** Milliseconds of a Retry-After header in seconds, at most a minute; null when absent or a date. */
export function retryAfterMs(header: string | null): number | null {
  if (header === null || !/^\d{1,6}$/.test(header)) return null;
  return Math.min(Number(header) * 1000, 60_000);
}

const NETWORK_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses the connection",
  ECONNRESET: "closed the connection",
  EPIPE: "closed the connection",
  UND_ERR_SOCKET: "closed the connection",
  ETIMEDOUT: "does not answer",
  UND_ERR_CONNECT_TIMEOUT: "does not answer",
  UND_ERR_HEADERS_TIMEOUT: "does not answer",
  UND_ERR_BODY_TIMEOUT: "stopped answering",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
  ENOTFOUND: "has a name that does not resolve",
  EAI_AGAIN: "has a name that does not resolve now",
};

/** Certificates that do not fit will not fit a second later. */
const TLS_CODE = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT|ERR_SSL|EPROTO|HOSTNAME_MISMATCH)/;

/** What a request that got no answer means. `server` names the other side in the sentence. */
export function failureOfConnection(server: string, error: unknown): TransientFailure | RefusedFailure {
  if (error instanceof ForbiddenAddress) return new RefusedFailure(`${error.message}.`, { cause: error });
  const code = codeOf(error);
  if (TLS_CODE.test(code)) {
    return new RefusedFailure(`${server} shows a certificate that is not trusted (${code}).`, {
      cause: error,
    });
  }
  const words = NETWORK_WORDS[code] ?? `cannot be asked (${code === "" ? "unknown cause" : code})`;
  return new TransientFailure(`${server} ${words}.`, { cause: error });
}

function codeOf(error: unknown): string {
  for (let here = error, depth = 0; here instanceof Error && depth < 5; here = here.cause, depth += 1) {
    if ("code" in here && typeof here.code === "string") return here.code;
  }
  return "";
}
