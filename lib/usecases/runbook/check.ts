import "server-only";
import type { RunbookContent } from "@/lib/contracts/api/resources/runbook";
import { DRILL_STEPS } from "@/lib/domain/drill/plan";
import { contentProblems } from "@/lib/domain/runbook/content";
import { Problem } from "@/lib/domain/shared/problem";

/** @throws Problem `invalid_input` naming every place of the text that cannot be kept */
export function assertContent(content: RunbookContent): void {
  const issues = contentProblems(content, Object.keys(DRILL_STEPS))
    .slice(0, 20)
    .map(({ path, message }) => ({ path: `content.${path}`, message }));
  const [first] = issues;
  if (first === undefined) return;
  throw new Problem("invalid_input", `${first.path}: ${first.message}`, { issues });
}

/** What is said to whoever wrote on an older version. */
export const staleRunbook = () =>
  new Problem("conflict", "Somebody else has changed this runbook meanwhile. Look at it as it is now.", {
    stale: true,
  });
