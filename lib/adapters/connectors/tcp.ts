import "server-only";
import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import { placeText } from "@/lib/domain/integration/address";
import type { CheckAnswer, ConnectorCheck } from "@/lib/domain/integration/check";
import { plainText } from "@/lib/domain/shared/plain-text";
import { WrongAnswer } from "./answer";
import { lookupWithin } from "./reach";

const MOST_GREETING = 512;

type TcpCheck = Extract<ConnectorCheck, { kind: "tcp" }>;
type Given = { reach: readonly string[]; signal: AbortSignal };

/** Opens a connection and, where a greeting is wanted, waits for what the other side says first. Nothing is sent. */
export async function checkTcp(check: TcpCheck, { reach, signal }: Given): Promise<CheckAnswer> {
  const host = check.host.toLowerCase();
  const lookup = lookupWithin(reach, host, check.port);
  const begun = performance.now();
  const socket = await connected({ host, port: check.port, lookup, signal });
  const milliseconds = () => Math.round(performance.now() - begun);
  const place = placeText(host, check.port);
  try {
    if (check.greeting === "")
      return {
        outcome: "good",
        milliseconds: milliseconds(),
        value: null,
        detail: `${place} takes connections.`,
      };
    const said = await firstWords(socket, check.greeting.length, signal);
    if (!said.startsWith(check.greeting))
      throw new WrongAnswer(`${place} greets with "${said.slice(0, 60)}", not with "${check.greeting}".`);
    return {
      outcome: "good",
      milliseconds: milliseconds(),
      value: null,
      detail: `${place} greets as it should.`,
    };
  } finally {
    socket.destroy();
  }
}

/** A connection to one of the addresses a listed name has. The caller destroys it. */
export function connected(to: {
  host: string;
  port: number;
  lookup: LookupFunction;
  signal: AbortSignal;
}): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { host, port, lookup, signal } = to;
    const socket = connect({ host, port, ...(isIP(host) === 0 ? { lookup } : {}) });
    const stop = () => socket.destroy(signal.reason instanceof Error ? signal.reason : new Error("stopped"));
    socket.once("connect", () => {
      signal.removeEventListener("abort", stop);
      resolve(socket);
    });
    socket.once("error", (error) => {
      signal.removeEventListener("abort", stop);
      reject(error);
    });
    // Later errors are the reader's; without a listener they would end the process.
    socket.on("error", () => undefined);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function firstWords(socket: Socket, enough: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const done = () => resolve(plainText(text));
    socket.on("data", (chunk) => {
      text = `${text}${chunk.toString("latin1")}`.slice(0, MOST_GREETING);
      if (text.length >= enough || text.includes("\n")) done();
    });
    socket.once("end", done);
    socket.once("error", reject);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
