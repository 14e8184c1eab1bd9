"use client";

import dynamic from "next/dynamic";
import { messages as text } from "@/components/change/governance-messages";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Glyph } from "@/components/ui/glyph";
import type { Change } from "@/lib/contracts/api/resources/change";
import type { Approval } from "@/lib/contracts/api/resources/governance";

const MoreApprovers = dynamic(() =>
  import("@/components/change/more-approvers").then((module) => module.MoreApprovers),
);
const OPEN: readonly Change["state"][] = ["draft", "submitted", "in_review"];

/** The approval path: which step waits for whom, who has given what, and who decides here but not on this. */
export function Approvals({ change }: { change: Change }) {
  const { id, state, environment, governance } = change;
  return (
    <ApprovalPath
      approval={governance.approval}
      zone={environment.timeZone}
      open={OPEN.includes(state)}
      draft={state === "draft"}
      changeId={id}
    />
  );
}

type PathProps = {
  approval: Approval;
  zone: string;
  /** Whether somebody's turn it can still be. */
  open: boolean;
  draft: boolean;
  /** Null before it is drafted. */
  changeId: string | null;
};

/** The same of what is not drafted yet. */
export function ApprovalPath({ approval, zone, open, draft, changeId }: PathProps) {
  return (
    <Section title={text.approvals} meta={draft ? text.draftPath(approval.rule) : approval.rule || undefined}>
      {approval.steps.length === 0 ? <p className="prose">{approval.missing ?? text.noSteps}</p> : null}
      <ol className="people">
        {approval.steps.map((step) => (
          <StepLine key={`${step.title} ${step.roles}`} step={step} zone={zone} />
        ))}
      </ol>
      {open ? <WhoMay approval={approval} changeId={changeId} /> : null}
      {approval.until === null || !open ? null : (
        <p className="sub small pad-top">
          {text.until} <TimeInZone at={approval.until} zone={zone} />
        </p>
      )}
    </Section>
  );
}

type Step = Approval["steps"][number];

function StepLine({ step, zone }: { step: Step; zone: string }) {
  const tone = step.state === "full" ? "good" : step.state === "open" ? "wait" : "unknown";
  const missing = step.quorum - step.given.length;
  return (
    <li>
      <Glyph tone={tone} label={step.state === "full" ? "given" : step.state} />
      <span className="strong">{step.title}</span>
      <span className="t2">
        {step.given.map(({ person, onBehalfOf, at }) => (
          <span key={person.id}>
            {person.name}
            {onBehalfOf === null ? "" : text.forSomebody(onBehalfOf.name)}, <TimeInZone at={at} zone={zone} />
            {". "}
          </span>
        ))}
        {missing > 0
          ? `${step.given.length === 0 ? text.needed(missing) : text.notYet(missing)}: ${step.roles}`
          : null}
      </span>
      <span className="sub">{step.state === "later" ? text.later : ""}</span>
    </li>
  );
}

function WhoMay({ approval: { may, others, more }, changeId }: Pick<PathProps, "approval" | "changeId">) {
  const reader = useReader();
  return (
    <>
      <ul className="people pad-top">
        {may.map((person) => (
          <li key={person.id}>
            <Glyph tone="wait" label={text.may} />
            <span className="strong">
              {person.name} {person.id === reader.id ? <span className="sub">(you)</span> : null}
            </span>
            <span className="t2">{person.role}</span>
            <span className="sub">{text.may}</span>
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <details className="pad-top">
          <summary className="small">{text.others(others.length)}</summary>
          <ul className="people">
            {others.map((person) => (
              <li key={person.id}>
                <Glyph tone="unknown" label={text.cannot} />
                <span className="strong">{person.name}</span>
                <span className="t2">
                  {person.role}: {person.reason}
                </span>
                <span />
              </li>
            ))}
          </ul>
        </details>
      )}
      {more > 0 && changeId !== null ? <MoreApprovers changeId={changeId} more={more} /> : null}
      {more > 0 && changeId === null ? <p className="small sub pad-top">{text.more(more)}</p> : null}
    </>
  );
}
