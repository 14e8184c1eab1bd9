import Link from "next/link";
import { OPERATION_WORDS } from "@/components/operation/words";
import { messages } from "@/components/overview/messages";
import { EmptyState } from "@/components/patterns/empty-state";
import { Section } from "@/components/patterns/section";
import { Elapsed } from "@/components/patterns/time-in-zone";
import { Glyph } from "@/components/ui/glyph";
import type { OperationBrief } from "@/lib/contracts/api/resources/operation";

type RunningOperationsProps = { operations: readonly OperationBrief[]; total: number };

/** What runs now, with how far it has come. */
export function RunningOperations({ operations, total }: RunningOperationsProps) {
  return (
    <Section
      title={messages.running}
      meta={total}
      shortMeta
      right={<Link href="/operations">{messages.operations}</Link>}
    >
      {operations.length === 0 ? (
        <EmptyState title={messages.nothingRuns} />
      ) : (
        <ul className="rowlist running">
          {operations.map((operation) => (
            <RunningLine key={operation.id} operation={operation} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function RunningLine({ operation }: { operation: OperationBrief }) {
  const words = OPERATION_WORDS[operation.state];
  const share = operation.stepsTotal === 0 ? 0 : (operation.stepsDone / operation.stepsTotal) * 100;
  return (
    <li>
      <Glyph tone={words.tone} label={words.word} />
      <div>
        <Link className="plain strong" href={`/operations/${operation.id}`} data-row>
          {operation.tenant.name} · {operation.environment.name}
        </Link>
        <div className="t2">{operation.sentence}</div>
        <div className={operation.phase === "rollback" ? "progress warn" : "progress"} aria-hidden="true">
          <i style={{ width: `${share}%` }} />
        </div>
        <div className="small sub">
          {messages.stepOf(operation.stepsDone, operation.stepsTotal)}
          {operation.startedAt ? (
            <>
              {" · "}
              <Elapsed from={operation.startedAt} to={operation.finishedAt} />
            </>
          ) : null}
        </div>
      </div>
    </li>
  );
}
