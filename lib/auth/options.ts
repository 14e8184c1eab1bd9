import "server-only";
import { randomUUID } from "node:crypto";
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { SESSION_MS } from "@/lib/domain/access/session";
import { Problem } from "@/lib/domain/shared/problem";
import { getRuntime } from "@/lib/runtime/runtime";
import { endSession } from "@/lib/usecases/session/end";
import { signIn } from "@/lib/usecases/session/sign-in";

/**
 * next-auth with e-mail and password. The signed cookie only names a session row; the row decides at every request
 * whether it still counts, so that a session can be revoked.
 */
export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: SESSION_MS / 1000 },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    Credentials({
      name: "E-mail and password",
      credentials: { email: { type: "email" }, password: { type: "password" } },
      authorize: async (credentials, request) => {
        const runtime = getRuntime();
        const agent: unknown = request.headers?.["user-agent"];
        try {
          const signedIn = await signIn(
            { db: runtime.db, hasher: runtime.hasher, now: new Date(), correlationId: randomUUID() },
            {
              email: credentials?.email ?? "",
              password: credentials?.password ?? "",
              userAgent: typeof agent === "string" ? agent : "",
            },
          );
          return { id: signedIn.sessionId, name: signedIn.name, email: signedIn.email };
        } catch (error) {
          // next-auth hands the message to the sign-in page; only a Problem's sentence is meant for people.
          if (error instanceof Problem) throw new Error(error.message);
          runtime.logger.error({ error }, "sign-in failed");
          throw new Error("Sign-in is not possible right now. Try again in a minute.");
        }
      },
    }),
  ],
  events: {
    signOut: async ({ token }) => {
      const sessionId = token["sessionId"];
      if (typeof sessionId === "string")
        await endSession(getRuntime().db, sessionId, new Date(), randomUUID());
    },
  },
  callbacks: {
    jwt: ({ token, user }) => (user === undefined ? token : { ...token, sessionId: user.id }),
    session: ({ session, token }) => ({ ...session, sessionId: token["sessionId"] }),
  },
};
