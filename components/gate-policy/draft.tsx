"use client";

import { useState } from "react";
import { DryRun } from "@/components/gate-policy/dry-run";
import { messages } from "@/components/gate-policy/messages";
import { useGatePolicyAct } from "@/components/gate-policy/use-gate-policy";
import { useReaderZone } from "@/components/patterns/clock";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { ScrollRegion } from "@/components/patterns/scroll-region";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import type { GatePolicy, RuleChange } from "@/lib/contracts/api/resources/gate-policy";

const text = messages.draft;
type Draft = NonNullable<GatePolicy["draft"]>;

/** What is being written: how it differs, what it would have said, and the two ways out of it. */
export function DraftSection({ draft, blocked }: { draft: Draft; blocked: string | null }) {
  const [asking, setAsking] = useState<"activate" | "discard" | null>(null);
  const zone = useReaderZone() ?? "UTC";
  const cannot = blocked ?? (draft.outdated ? text.outdated : draft.changes.length === 0 ? text.same : null);
  return (
    <>
      <Section
        title={text.title}
        meta={
          <>
            {text.meta(draft.number, draft.author)} <TimeInZone at={draft.updatedAt} zone={zone} />
          </>
        }
        right={
          <span className="row-tags">
            <Button variant="primary" disabledReason={cannot} onClick={() => setAsking("activate")}>
              {text.activate}
            </Button>
            <Button disabledReason={blocked} onClick={() => setAsking("discard")}>
              {text.discard}
            </Button>
          </span>
        }
      >
        <Notice tone="warn">{draft.outdated ? text.outdated : text.nothingHolds}</Notice>
        {draft.changes.length === 0 ? (
          <p className="prose">{text.same}</p>
        ) : (
          <ul className="rule-changes">
            {draft.changes.map((change) => (
              <Change key={change.id} change={change} />
            ))}
          </ul>
        )}
      </Section>
      <DryRun key={draft.revision} revision={draft.revision} />
      {asking === "activate" ? <Activate draft={draft} onClose={() => setAsking(null)} /> : null}
      {asking === "discard" ? <Discard draft={draft} onClose={() => setAsking(null)} /> : null}
    </>
  );
}

function Change({ change: { id, kind, before, after } }: { change: RuleChange }) {
  return (
    <li>
      <p className="prose">
        <Tag tone={kind === "removed" ? "bad" : kind === "added" ? "good" : "warn"}>{text.changes[kind]}</Tag>{" "}
        <code>{id}</code>
      </p>
      <div className="cols two-cols">
        {before === null ? null : <Side title={text.before} id={id} source={before} />}
        {after === null ? null : <Side title={text.after} id={id} source={after} />}
      </div>
    </li>
  );
}

function Side({ title, id, source }: { title: string; id: string; source: string }) {
  return (
    <div>
      <p className="sub small">{title}</p>
      <ScrollRegion className="rule-source" label={`${title}: ${id}`}>
        <pre>{source}</pre>
      </ScrollRegion>
    </div>
  );
}

type AskProps = { draft: Draft; onClose: () => void };

function Activate({ draft, onClose }: AskProps) {
  const words = messages.activating;
  const act = useGatePolicyAct(onClose);
  return (
    <ConfirmWithReason
      title={words.title(draft.number)}
      effect={words.effect}
      confirmLabel={words.confirm}
      reasonLabel={words.reason}
      busy={act.isPending}
      error={act.error}
      failed={words.failed}
      onConfirm={(reason) => act.mutate({ verb: "activate", body: { revision: draft.revision, reason } })}
      onClose={onClose}
    />
  );
}

function Discard({ draft, onClose }: AskProps) {
  const words = messages.discarding;
  const act = useGatePolicyAct(onClose);
  return (
    <ConfirmWithReason
      danger
      title={words.title}
      effect={words.effect}
      confirmLabel={words.confirm}
      reasonLabel={null}
      busy={act.isPending}
      error={act.error}
      failed={words.failed}
      onConfirm={() => act.mutate({ verb: "discard", body: { revision: draft.revision } })}
      onClose={onClose}
    />
  );
}
