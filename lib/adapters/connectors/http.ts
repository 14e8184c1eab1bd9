import "server-only";
import { Agent, request } from "undici";
import type { CheckAnswer, ConnectorCheck } from "@/lib/domain/integration/check";
import { answerOfBody, WrongAnswer } from "./answer";
import { lookupWithin } from "./reach";

const MAX_BYTES = 262_144;

type HttpCheck = Extract<ConnectorCheck, { kind: "http" }>;
type Given = { secret: string | null; reach: readonly string[]; signal: AbortSignal };

/** Asks a web address once. Redirects are not followed: they could lead off the list. */
export async function checkHttp(check: HttpCheck, { secret, reach, signal }: Given): Promise<CheckAnswer> {
  const to = new URL(check.url);
  const port = to.port === "" ? (to.protocol === "https:" ? 443 : 80) : Number(to.port);
  const lookup = lookupWithin(reach, to.hostname.replaceAll(/^\[|\]$/g, "").toLowerCase(), port);
  const agent = new Agent({ connect: { lookup, timeout: check.timeoutMs }, connections: 1, pipelining: 0 });
  const begun = performance.now();
  try {
    const answer = await request(to, {
      method: "GET",
      dispatcher: agent,
      signal,
      headersTimeout: check.timeoutMs,
      bodyTimeout: check.timeoutMs,
      headers: {
        ...{ accept: "application/json, */*", "user-agent": "Holdfast" },
        ...(secret === null || check.header === null ? {} : { [check.header]: secret }),
      },
    });
    judge(to.host, answer.statusCode);
    const text = check.value === null ? "" : await readText(to.host, answer.body);
    answer.body.on("error", () => undefined).destroy();
    const milliseconds = Math.round(performance.now() - begun);
    const said = `${to.host} answered ${answer.statusCode}.`;
    return answerOfBody(milliseconds, said, check.value, () => parsed(to.host, text));
  } finally {
    await agent.destroy();
  }
}

function judge(host: string, status: number): void {
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400)
    throw new WrongAnswer(`${host} leads elsewhere (${status}): write the final address.`);
  if (status === 401 || status === 403) throw new WrongAnswer(`${host} refuses the credentials (${status}).`);
  throw new WrongAnswer(`${host} answered ${status}.`);
}

async function readText(host: string, body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MAX_BYTES)
      throw new WrongAnswer(
        `${host} answered with more than ${MAX_BYTES / 1_024} KiB: no count is that long.`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(host: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongAnswer(`${host} answered with what is no JSON, so nothing can be counted.`);
  }
}
