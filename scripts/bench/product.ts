import { readFileSync } from "node:fs";
import path from "node:path";

const STATE = process.env["HOLDFAST_STATE"] ?? ".holdfast";

type Account = { key: string; email: string; password: string };

export const stateFile = (name: string): string => path.join(STATE, name);
const readJson = <T>(name: string): T => JSON.parse(readFileSync(stateFile(name), "utf8")) as T;

/** Where the running product listens; `npm start` writes it. */
export const address = (): string => readJson<{ address: string }>("running.json").address;

export type Session = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  cookie: string;
};

/** Signs in by the same two calls as the page. */
export async function signIn(key: string): Promise<Session> {
  const base = address();
  const account = readJson<Account[]>("demo-accounts.json").find((each) => each.key === key);
  if (account === undefined) throw new Error(`There is no demo account ${key}.`);
  const first = await fetch(`${base}/api/auth/csrf`);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const answer = await fetch(`${base}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: cookiesOf(first) },
    body: new URLSearchParams({ csrfToken, email: account.email, password: account.password, json: "true" }),
  });
  const cookie = cookiesOf(answer);
  if (!cookie.includes("session-token")) throw new Error(`Signing in as ${account.email} failed.`);
  const call = async <T>(method: string, url: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${base}${url}`, {
      method,
      headers: { cookie, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value = (await response.json()) as T & { detail?: string };
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${value.detail}`);
    return value;
  };
  return { cookie, get: (url) => call("GET", url), post: (url, body) => call("POST", url, body) };
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");

/** The value below which a share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
