import "server-only";
import { isIP, type LookupFunction } from "node:net";
import { connect } from "node:tls";
import type { Certificates, ShownCertificate } from "@/lib/ports/certificates";
import { ForbiddenAddress, ingressLookup, isForbiddenHost, isLoopbackHost } from "./address";

const HTTPS_PORT = 443;
const LIMIT_MS = 5_000;

type Options = { port?: number; limitMs?: number; lookup?: LookupFunction };

/** Looks at what an environment's address serves, by a handshake and nothing after it. */
export function createCertificates(options: Options = {}): Certificates {
  const { port = HTTPS_PORT, limitMs = LIMIT_MS, lookup = ingressLookup } = options;
  return {
    async look(hostname, signal) {
      signal.throwIfAborted();
      const place = `${hostname}:${port}`;
      if (isForbiddenHost(hostname) || isLoopbackHost(hostname))
        return unseen(`${place} is an address that is never called.`);
      try {
        const limit = AbortSignal.timeout(limitMs);
        return await shown(hostname, { port, lookup, signal: AbortSignal.any([signal, limit]) });
      } catch (error) {
        signal.throwIfAborted();
        return unseen(reasonOf(error, place, limitMs));
      }
    },
  };
}

const unseen = (reason: string): ShownCertificate => ({ endsAt: null, reason });

type Way = { port: number; lookup: LookupFunction; signal: AbortSignal };

function shown(host: string, { port, lookup, signal }: Way): Promise<ShownCertificate> {
  return new Promise((resolve, reject) => {
    const address = isIP(host) !== 0;
    const socket = connect({
      ...{ host, port, lookup, ...(address ? {} : { servername: host }) },
      // Who vouches for it is the browsers' matter: only its end is read, nothing is sent, and nothing else believed.
      rejectUnauthorized: false,
    });
    const leave = () => signal.removeEventListener("abort", stop);
    const fail = (error: unknown) => {
      leave();
      socket.destroy();
      reject(error);
    };
    const stop = () => fail(signal.reason);
    socket.once("error", fail);
    socket.once("secureConnect", () => {
      leave();
      const certificate = socket.getPeerX509Certificate();
      const endsAt = certificate === undefined ? null : new Date(certificate.validTo);
      // The handshake is brought to its end first: an ingress need not note down a client that broke off.
      socket.destroySoon();
      if (endsAt === null || Number.isNaN(endsAt.getTime()))
        return resolve(unseen(`${host}:${port} shows no certificate that can be read.`));
      resolve({ endsAt, reason: "" });
    });
    // What comes after the handshake is over is nobody's matter; without a listener it would end the process.
    socket.on("error", () => undefined);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "has no address",
  EAI_AGAIN: "has no address now",
  ECONNREFUSED: "takes no connection",
  ECONNRESET: "ends the connection",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
  ETIMEDOUT: "does not answer",
};

function reasonOf(error: unknown, place: string, limitMs: number): string {
  if (error instanceof ForbiddenAddress) return `${error.message}.`;
  if (error instanceof DOMException && error.name === "TimeoutError")
    return `${place} did not answer within ${limitMs / 1_000} s.`;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return `${place} ${WORDS[code] ?? "speaks no TLS"}.`;
}
