import type { ReactNode } from "react";

/** A property without judgement, or with one when `tone` is given. */
export function Tag({ tone, children }: { tone?: "good" | "warn" | "bad"; children: ReactNode }) {
  return <span className={tone ? `tag ${tone}` : "tag"}>{children}</span>;
}
