import { PlanTable } from "@/components/change/plan-section";
import { GateList } from "@/components/patterns/gate-list";
import { messages } from "@/components/rollback/messages";
import { durationText } from "@/lib/client/time-text";
import type { RollbackPreview } from "@/lib/contracts/api/resources/rollback";

/** Every step and every gate, for who wants to know before pressing. */
export function PlanDetails({ plan, gates }: Pick<RollbackPreview, "plan" | "gates">) {
  const forward = plan.filter(({ phase }) => phase === "forward");
  const stop = plan.filter(({ phase }) => phase === "rollback");
  return (
    <details>
      <summary>{messages.detailsOf(forward.length, expectedText(forward))}</summary>
      <h3 className="pad-top">{messages.plan}</h3>
      <PlanTable caption={messages.plan} steps={forward} />
      <h3 className="pad-top">{messages.planStop}</h3>
      <PlanTable caption={messages.planStop} steps={stop} />
      <h3 className="pad-top">{messages.gates}</h3>
      <GateList gates={gates} />
    </details>
  );
}

function expectedText(steps: RollbackPreview["plan"]): string {
  const known = steps.flatMap(({ expectedSeconds }) => (expectedSeconds === null ? [] : [expectedSeconds]));
  if (known.length === 0) return messages.noHistory;
  const seconds = known.reduce((sum, each) => sum + each, 0);
  return messages.expected(durationText(seconds * 1_000), known.length === steps.length);
}
