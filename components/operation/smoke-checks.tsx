import type { z } from "zod";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { durationText } from "@/lib/client/time-text";
import type { SmokeCheck, SmokeRun } from "@/lib/contracts/api/resources/catalog";
import { businessCheckTitle } from "@/lib/domain/health/business-check";

type Run = z.infer<typeof SmokeRun>;
type Check = z.infer<typeof SmokeCheck>;

const took = (milliseconds: number) =>
  milliseconds < 1_000 ? `${milliseconds} ms` : durationText(milliseconds);

type SmokeChecksProps = {
  run: Run;
  zone: string;
  /** The step it was made in, in words. */
  of?: string | null;
  /** Where the line above says already how it went. */
  headless?: boolean;
};

/** One run of the business checks: which passed, how long, and what a failing one said. */
export function SmokeChecks({ run, zone, of = null, headless = false }: SmokeChecksProps) {
  const failed = run.checks.filter((check) => !check.ok).length;
  const words = failed === 0 ? `${run.checks.length} of ${run.checks.length} passed` : `${failed} failed`;
  return (
    <div className="smoke">
      {headless ? null : (
        <div className="smoke-head">
          <State tone={run.passed ? "good" : "bad"}>{words}</State>
          <TimeInZone at={run.at} zone={zone} form="second" />
          {of === null ? null : <span className="sub">{of}</span>}
        </div>
      )}
      <table className="table stack pair">
        <caption className="sr">Business checks</caption>
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col" className="num">
              Took
            </th>
            <th scope="col">Result</th>
            <th scope="col">What was seen</th>
          </tr>
        </thead>
        <tbody>
          {run.checks.map((check) => (
            <CheckRow key={check.name} check={check} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CheckRow({ check }: { check: Check }) {
  return (
    <tr>
      <td className="strong">{businessCheckTitle(check.name)}</td>
      <td className="num nb">{took(check.milliseconds)}</td>
      <td className="nb">
        <State tone={check.ok ? "good" : "bad"}>{check.ok ? "passed" : "failed"}</State>
      </td>
      <td className="t2 full">{check.detail}</td>
    </tr>
  );
}
