import "server-only";
import type { EndFacts } from "@/lib/engine/arguments";

/** Why something that only reads did not succeed, in one sentence. */
export function failedReading(what: string, { failure }: Pick<EndFacts, "failure">): string {
  const reason = failure?.reason.trim().replace(/[.\s]+$/, "") ?? "no reason was recorded";
  return `${what}: ${reason}. The environment was not touched.`;
}
