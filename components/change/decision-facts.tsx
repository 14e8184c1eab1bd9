import { passing } from "@/components/change/gate-count";
import { lapsedApprovals } from "@/components/change/lapsed";
import { BAND_WORDS } from "@/components/risk/messages";
import { Glyph } from "@/components/ui/glyph";
import { durationText } from "@/lib/client/time-text";
import type { Change } from "@/lib/contracts/api/resources/change";

/** The page in a few numbers. */
export function DecisionFacts({ change }: { change: Change }) {
  const lapsed = lapsedApprovals(change);
  const approvals = change.decisions.filter(
    ({ id, kind, voidedAt }) => kind === "approved" && voidedAt === null && !lapsed.has(id),
  ).length;
  const schema = change.modules.filter((module) => module.schemaChange).length;
  return (
    <div>
      <GatesInTheWay change={change} />
      <dl>
        {change.gates.length > 0 ? (
          <>
            <dt>Gates</dt>
            <dd>
              {passing(change.gates)} of {change.gates.length}
            </dd>
            <dt>Risk</dt>
            <dd>
              {BAND_WORDS[change.risk.band].word.toLowerCase()}, {change.risk.score} of 100
            </dd>
          </>
        ) : null}
        <dt>Modules</dt>
        <dd>{change.modules.length} differ</dd>
        <dt>Schema</dt>
        <dd>{schema === 0 ? "untouched" : `${schema} migrate`}</dd>
        <dt>Expected</dt>
        <dd>{expectedText(change)}</dd>
        <dt>Way back</dt>
        <dd>{change.runningRelease?.name ?? "none, first release"}</dd>
        <dt>Approved by</dt>
        <dd>{approvals > 0 ? approvals : lapsed.size > 0 ? "nobody any more" : "nobody yet"}</dd>
      </dl>
    </div>
  );
}

/** More gates than this are counted, not named. */
const NAMED = 5;
/** So many at most say their facts as well. */
const TOLD = 3;

/** What does not simply pass, failing first, each with the way to its fact. */
function GatesInTheWay({ change }: { change: Change }) {
  const wanting = change.gates.filter(({ verdict }) => verdict !== "pass");
  if (wanting.length === 0) return null;
  const ordered = [...wanting].sort((one, other) => rank(one) - rank(other));
  // The sentence above tells the fact of the only gate that fails, unless it tells when it starts; few warnings say
  // theirs, many only their names.
  const untold =
    change.schedule.wait !== null || wanting.filter(({ verdict }) => verdict === "fail").length > 1;
  const few = wanting.length <= TOLD;
  return (
    <ul className="in-the-way" aria-label="Gates that do not simply pass">
      {ordered.slice(0, NAMED).map((gate) => (
        <li key={gate.id}>
          <Glyph small tone={gate.verdict === "fail" ? "bad" : "warn"} label={WORDS[gate.verdict]} />
          <span>
            <a href={`#gate-${gate.id}`} title={gate.fact}>
              {gate.title}
            </a>
            {(gate.verdict === "fail" ? untold : few) ? <span className="way-fact">{gate.fact}</span> : null}
          </span>
        </li>
      ))}
      {ordered.length > NAMED ? <li className="sub">and {ordered.length - NAMED} more</li> : null}
    </ul>
  );
}

const rank = ({ verdict }: Change["gates"][number]): number => (verdict === "fail" ? 0 : 1);
const WORDS = { fail: "fails", owed: "is owed", waived: "is waived", warn: "warns", pass: "passes" } as const;

/** The same length as in the window's bar, where there is one: two numbers for one thing help nobody. */
function expectedText(change: Change): string {
  const { fit } = change.schedule;
  if (fit !== null) return durationText((fit.runSeconds + fit.verificationSeconds) * 1_000);
  const forward = change.plan.filter((step) => step.phase === "forward");
  const known = forward.filter((step) => step.expectedSeconds !== null);
  if (known.length === 0) return "no history yet";
  const seconds = known.reduce((sum, step) => sum + (step.expectedSeconds ?? 0), 0);
  const words = durationText(seconds * 1_000);
  return known.length === forward.length ? words : `${words} or more`;
}
