import { SmokeChecks } from "@/components/operation/smoke-checks";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { Operation } from "@/lib/contracts/api/resources/operation";

type Run = Operation["smoke"][number];

/** Every run of the business checks, newest first. The newest and what failed lie open; the others are one line each. */
export function SmokeRuns({ operation }: { operation: Operation }) {
  const zone = operation.environment.timeZone;
  return [...operation.smoke].reverse().map((run, index) =>
    index === 0 || !run.passed ? (
      <SmokeChecks key={run.id} run={run} zone={zone} of={stepAt(operation, run)} />
    ) : (
      <details key={run.id} className="smoke-earlier">
        <summary>
          <State tone="good">{`${run.checks.length} of ${run.checks.length} passed`}</State>
          <TimeInZone at={run.at} zone={zone} form="second" />
          <span className="sub">{stepAt(operation, run)}</span>
        </summary>
        <SmokeChecks run={run} zone={zone} headless />
      </details>
    ),
  );
}

/** The step in whose time the run falls; a run is kept shortly before its step is done. */
function stepAt({ steps }: Operation, { at }: Run): string | null {
  const then = Date.parse(at);
  const during = steps.find(
    ({ startedAt, finishedAt }) =>
      startedAt !== null &&
      Date.parse(startedAt) <= then &&
      (finishedAt === null || then <= Date.parse(finishedAt)),
  );
  return during?.title ?? null;
}
