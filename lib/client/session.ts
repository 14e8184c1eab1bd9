export type SignInResult =
  | { kind: "signed_in" }
  | { kind: "refused"; reason: string }
  | { kind: "unreachable" };

const LIMIT_MS = 20_000;

/** Signs in with e-mail and password. The session arrives as a cookie; a refusal carries the server's reason code. */
export async function signIn(email: string, password: string): Promise<SignInResult> {
  try {
    const answer = await post("/api/auth/callback/credentials", { email, password, callbackUrl: "/" });
    const { url } = (await answer.json()) as { url?: string };
    const reason = url ? new URL(url, window.location.origin).searchParams.get("error") : null;
    if (answer.ok && reason === null) return { kind: "signed_in" };
    return { kind: "refused", reason: reason ?? String(answer.status) };
  } catch {
    return { kind: "unreachable" };
  }
}

/** Ends this browser's session. Throws when the server could not be reached: the session is then still alive. */
export async function signOut(): Promise<void> {
  const answer = await post("/api/auth/signout", { callbackUrl: "/sign-in" });
  if (!answer.ok) throw new Error(`Signing out was answered with ${answer.status}.`);
}

async function post(address: string, fields: Record<string, string>): Promise<Response> {
  const token = await fetch("/api/auth/csrf", { signal: AbortSignal.timeout(LIMIT_MS) });
  const { csrfToken } = (await token.json()) as { csrfToken: string };
  return fetch(address, {
    method: "POST",
    signal: AbortSignal.timeout(LIMIT_MS),
    body: new URLSearchParams({ ...fields, csrfToken, json: "true" }),
  });
}

/** A path on this site to go to after signing in; anything that could lead elsewhere becomes "/". */
export function safeReturnPath(wanted: string | undefined, origin: string): string {
  if (!wanted) return "/";
  try {
    const target = new URL(wanted, origin);
    if (target.origin !== origin || target.pathname.startsWith("//")) return "/";
    if (target.pathname.startsWith("/api/") || target.pathname === "/sign-in") return "/";
    return `${target.pathname}${target.search}${target.hash}`;
  } catch {
    return "/";
  }
}
