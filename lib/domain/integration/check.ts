import type { SignalState } from "../health/domains";

/** A number that is counted, and from when on it is too high. */
export type CountLimits = { warnAt: number; badAt: number };
/** Where in a JSON answer the number stands, as a JSON pointer (RFC 6901), and its limits. */
export type AnswerValue = CountLimits & { pointer: string };

type Common = {
  /** At most so long may it take, in milliseconds. */
  timeoutMs: number;
  /** From so many milliseconds on it is slow; null when nobody minds. */
  slowMs: number | null;
};

/** How Holdfast finds out whether an integration works. Nothing is ever written on the other side. */
export type ConnectorCheck = Common &
  (
    | { kind: "http"; url: string; header: string | null; value: AnswerValue | null }
    | { kind: "tcp"; host: string; port: number; greeting: string }
    | { kind: "sftp"; host: string; port: number; user: string; path: string; fingerprint: string }
    | { kind: "service"; service: string; port: number; path: string; value: AnswerValue | null }
    | ({ kind: "queue"; channel: string | null } & CountLimits)
  );

export const CHECK_KINDS = {
  http: "Web address (HTTP)",
  tcp: "Port (TCP)",
  sftp: "Directory (SFTP)",
  service: "Service in the environment's namespace",
  queue: "Jobs that wait in the ERP",
} as const satisfies Record<ConnectorCheck["kind"], string>;
export type CheckKind = ConnectorCheck["kind"];

/** What one check saw; `value` is what was counted. */
export type CheckAnswer = {
  outcome: SignalState;
  milliseconds: number | null;
  value: number | null;
  detail: string;
};

/** Where a check goes to, for the list of what may be called; null for what stays inside the cluster. */
export function destinationOf(check: ConnectorCheck): { host: string; port: number } | null {
  if (check.kind === "tcp" || check.kind === "sftp") return { host: bare(check.host), port: check.port };
  if (check.kind !== "http" || !URL.canParse(check.url)) return null;
  const { hostname, port, protocol } = new URL(check.url);
  return { host: bare(hostname), port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port) };
}

const bare = (host: string): string =>
  host
    .replaceAll(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();

/** Whether a secret that was given for one check may go on to be sent by another: only to the same place. */
export function keepsSecret(before: ConnectorCheck | null, after: ConnectorCheck | null): boolean {
  if (before === null || after === null || before.kind !== after.kind) return false;
  const [from, to] = [destinationOf(before), destinationOf(after)];
  if (from === null || to === null || from.host !== to.host || from.port !== to.port) return false;
  if (before.kind === "http" && after.kind === "http")
    return before.header === after.header && new URL(before.url).protocol === new URL(after.url).protocol;
  if (before.kind === "sftp" && after.kind === "sftp")
    return before.user === after.user && before.fingerprint === after.fingerprint;
  return false;
}

/** How a count stands against its limits. */
export function countOutcome(value: number, { warnAt, badAt }: CountLimits): "good" | "warn" | "bad" {
  if (value >= badAt) return "bad";
  return value >= warnAt ? "warn" : "good";
}

/** The number at a JSON pointer; null where there is none. */
export function numberAt(json: unknown, pointer: string): number | null {
  const parts = pointer === "" ? [] : pointer.slice(1).split("/");
  let here: unknown = json;
  for (const part of parts) {
    if (typeof here !== "object" || here === null) return null;
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (!Object.hasOwn(here, key)) return null;
    here = (here as Readonly<Record<string, unknown>>)[key];
  }
  const value = typeof here === "string" && here.trim() !== "" ? Number(here) : here;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** What was seen, and that it took too long where it did. */
export function withPace(answer: CheckAnswer, { slowMs }: Pick<ConnectorCheck, "slowMs">): CheckAnswer {
  const { milliseconds, outcome, detail } = answer;
  if (outcome !== "good" || slowMs === null || milliseconds === null || milliseconds < slowMs) return answer;
  return { ...answer, outcome: "warn", detail: `${detail} It took ${milliseconds} ms, limit ${slowMs} ms.` };
}
