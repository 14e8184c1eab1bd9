import type { z } from "zod";
import { messages } from "@/components/change/messages";
import { STRATEGY_WORDS } from "@/components/change/words";
import { FoldSection } from "@/components/patterns/fold-section";
import { Tag } from "@/components/ui/tag";
import { durationText } from "@/lib/client/time-text";
import type { PlanStep, PlanStrategy } from "@/lib/contracts/api/resources/change";

type Step = z.infer<typeof PlanStep>;
const text = messages.page;

/** The steps as they will run, what each is expected to take, and what happens if it fails. */
export function PlanSection({ plan, strategy }: { plan: readonly Step[]; strategy: PlanStrategy }) {
  const forward = plan.filter((step) => step.phase === "forward");
  const rollback = plan.filter((step) => step.phase === "rollback");
  return (
    <FoldSection title={text.plan} meta={text.planMeta(forward.length, rollback.length)}>
      <StrategyLine strategy={strategy} />
      <PlanTable caption={text.plan} steps={forward} />
      {rollback.length > 0 ? (
        <>
          <h3 className="pad-top">{text.rollback}</h3>
          <PlanTable caption={text.rollback} steps={rollback} />
        </>
      ) : null}
    </FoldSection>
  );
}

/** How the release reaches the pods and why; for a closed door, how long visitors are kept out. */
function StrategyLine({ strategy }: { strategy: PlanStrategy }) {
  const { closed } = strategy;
  return (
    <div className="prose pad-bottom">
      <p>
        <Tag>{STRATEGY_WORDS[strategy.name]}</Tag> {strategy.reason}
      </p>
      {closed === null ? null : (
        <p>
          {text.closed(
            closed.expectedSeconds === null ? null : durationText(closed.expectedSeconds * 1_000),
            durationText(closed.atMostSeconds * 1_000),
          )}
        </p>
      )}
    </div>
  );
}

/** Steps with what each is expected to take, and what happens if it fails. */
export function PlanTable({ caption, steps }: { caption: string; steps: readonly Step[] }) {
  return (
    <table className="table stack pair plan">
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className="num">
            <span className="sr">Number</span>
          </th>
          <th scope="col">Step</th>
          <th scope="col" className="num">
            Expected
          </th>
          <th scope="col" className="num">
            At most
          </th>
          <th scope="col">If it fails</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step, index) => (
          <tr key={`${step.phase} ${step.name}`}>
            <td className="num sub hide-narrow">{index + 1}</td>
            <td className="strong">{step.title}</td>
            <td className="num nb">
              {step.expectedSeconds === null ? (
                <span className="sub">no history</span>
              ) : (
                durationText(step.expectedSeconds * 1_000)
              )}
            </td>
            <td className="num nb sub hide-narrow">
              {durationText(step.limitSeconds * 1_000)}
              {step.answerSeconds === null ? null : (
                <div>{text.andAnswer(durationText(step.answerSeconds * 1_000))}</div>
              )}
            </td>
            <td className="t2 full">
              <span className="only-narrow inline">if it fails: </span>
              {step.ifItFails}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
