import type { Metadata } from "next";
import { messages } from "@/components/sign-in/messages";
import { SignInPage } from "@/components/sign-in/sign-in-page";

export const metadata: Metadata = { title: "Sign in" };

type SignInSearch = Promise<{
  callbackUrl?: string | string[];
  reason?: string | string[];
  error?: string | string[];
}>;

const GREETINGS: Readonly<Record<string, string>> = { expired: messages.expired, left: messages.signedOut };

/** Only known codes choose a sentence: no text of the address is shown. */
function greetingFor(reason: unknown, error: unknown): string | null {
  if (typeof reason === "string" && GREETINGS[reason]) return GREETINGS[reason];
  return error === undefined ? null : messages.refused;
}

export default async function Route({ searchParams }: { searchParams: SignInSearch }) {
  const { callbackUrl, reason, error } = await searchParams;
  return (
    <SignInPage
      callbackUrl={typeof callbackUrl === "string" ? callbackUrl : undefined}
      greeting={greetingFor(reason, error)}
    />
  );
}
