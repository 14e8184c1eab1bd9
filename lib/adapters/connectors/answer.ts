import "server-only";
import { ForbiddenAddress } from "@/lib/adapters/address";
import { type AnswerValue, type CheckAnswer, countOutcome, numberAt } from "@/lib/domain/integration/check";
import { Problem } from "@/lib/domain/shared/problem";
import { keptText } from "@/lib/telemetry/kept-text";
import { OutOfReach } from "./reach";

/** Something answered, and it was not what is wanted. */
export class WrongAnswer extends Error {}

/** Names nobody knows here and networks without a way there: they say something of us, not of the other side. */
const NO_WAY = new Set(["ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL"]);
const LATE = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT"]);
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses the connection",
  ECONNRESET: "broke the connection off",
  EPIPE: "broke the connection off",
  ENOTFOUND: "is a name nobody knows here",
  EAI_AGAIN: "is a name that could not be looked up here",
  EHOSTUNREACH: "cannot be reached from here",
  ENETUNREACH: "cannot be reached from here",
  CERT_HAS_EXPIRED: "shows a certificate that has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "shows a certificate nobody vouches for",
  SELF_SIGNED_CERT_IN_CHAIN: "shows a certificate nobody vouches for",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "shows a certificate nobody vouches for",
  ERR_TLS_CERT_ALTNAME_INVALID: "shows a certificate of another name",
};

const unknown = (detail: string): CheckAnswer => ({
  ...{ outcome: "unknown", milliseconds: null, value: null },
  detail: keptText(detail),
});
const bad = (detail: string): CheckAnswer => ({
  ...{ outcome: "bad", milliseconds: null, value: null },
  detail: keptText(detail),
});

type Where = { place: string; expired: boolean; limitMs: number; answeredBefore: boolean };

/** What a check that broke off says: a fault of the other side, or that nothing can be said from here. */
export function answerOfFailure(
  error: unknown,
  { place, expired, limitMs, answeredBefore }: Where,
): CheckAnswer {
  const cause = causeOf(error);
  if (cause instanceof OutOfReach) return unknown(cause.message);
  if (cause instanceof ForbiddenAddress) return unknown(`${cause.message}.`);
  if (cause instanceof WrongAnswer) return bad(cause.message);
  const code = codeOf(cause);
  if (expired || LATE.has(code)) {
    const said = `${place} did not answer within ${limitMs / 1_000} s`;
    return answeredBefore ? bad(`${said}.`) : unknown(`${said}; it never did from here.`);
  }
  const words = WORDS[code];
  if (NO_WAY.has(code)) {
    const said = `${place} ${words ?? "cannot be reached from here"}`;
    return answeredBefore ? bad(`${said}.`) : unknown(`${said}.`);
  }
  // The cluster's own door was shut: nothing is known of what lies behind it.
  if (cause instanceof Problem) return unknown(cause.message);
  return bad(
    `${place} ${words ?? "ended in an error"}${words === undefined ? `: ${messageOf(cause)}` : ""}.`,
  );
}

function causeOf(error: unknown): unknown {
  let here = error;
  for (let depth = 0; depth < 5; depth += 1) {
    if (here instanceof OutOfReach || here instanceof ForbiddenAddress || here instanceof WrongAnswer)
      return here;
    if (!(here instanceof Error) || here.cause === undefined || here instanceof Problem) break;
    here = here.cause;
  }
  return here;
}

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** An answer in time; with a number in it, judged by the number. */
export function answerOfBody(
  milliseconds: number,
  said: string,
  value: AnswerValue | null,
  body: () => unknown,
): CheckAnswer {
  if (value === null) return { outcome: "good", milliseconds, value: null, detail: said };
  const count = numberAt(body(), value.pointer);
  if (count === null) throw new WrongAnswer(`${said} There is no number at ${value.pointer || "its root"}.`);
  return counted(milliseconds, count, value, said);
}

function counted(
  milliseconds: number,
  value: number,
  limits: { warnAt: number; badAt: number },
  said: string,
): CheckAnswer {
  const outcome = countOutcome(value, limits);
  const limit = outcome === "good" ? "" : `, limit ${outcome === "bad" ? limits.badAt : limits.warnAt}`;
  return { outcome, milliseconds, value, detail: `${said} Counted ${value}${limit}.`.trim() };
}
