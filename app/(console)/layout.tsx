import type { ReactNode } from "react";
import { Console } from "@/components/patterns/console";
import { pageContext } from "@/lib/http/page";
import { getMe } from "@/lib/usecases/session/me";

/** Who is not signed in gets no frame: the page itself sends them to sign in, and knows where to return to. */
async function contextOrNull() {
  try {
    return await pageContext();
  } catch (error) {
    if (isRedirect(error)) return null;
    throw error;
  }
}

const isRedirect = (error: unknown): boolean =>
  error instanceof Error && "digest" in error && String(error.digest).startsWith("NEXT_REDIRECT");

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const context = await contextOrNull();
  if (context === null) return children;
  return (
    <Console reader={await getMe(context)} renderedAt={context.now.getTime()}>
      {children}
    </Console>
  );
}
