"use client";

import Link from "next/link";
import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Panel } from "@/components/patterns/panel";
import { Section } from "@/components/patterns/section";
import { LossCounts } from "@/components/restore/loss-counts";
import { PointChoice, usePointChoice } from "@/components/restore/point-choice";
import { useRequestRestore } from "@/components/restore/use-restore";
import { Whereto } from "@/components/restore/whereto";
import { Button } from "@/components/ui/button";
import { TextArea, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { RestoreOptions, RestorePoint } from "@/lib/contracts/api/resources/restore";
import { counted } from "@/lib/domain/shared/words";

const SHORTEST_REASON = 10;
const REPLACED = "Everything else that stands there is replaced as well.";

type WizardProps = {
  options: RestoreOptions;
  /** The backup that was chosen on the way here. */
  pointId?: string | undefined;
  /** True where older backups than the newest are shown. */
  paged: boolean;
};

/** Which data, where to, what it costs, who must agree: said before anything is pressed. */
export function RestoreWizard({ options, pointId, paged }: WizardProps) {
  const { target, source } = options;
  const choice = usePointChoice(options, pointId);
  const { chosen, second } = choice;
  return (
    <Page trail={[{ label: target.name, href: `/environments/${target.id}` }]} here="Restore">
      <PageHead
        title={`Restore ${target.tenant.name}, ${target.name}`}
        sentence={`Data of ${source.name} take the place of what stands in ${target.name} now.${options.unsaved === null ? ` What is there is backed up first, and kept for ${options.keptHours} hours.` : ""}`}
      />
      <div className="with-panel">
        <div>
          <PointChoice options={options} choice={choice} meta={countOf(options)}>
            <Pages options={options} paged={paged} />
          </PointChoice>
          <Section title="2 · Whose data">
            <Sources options={options} />
          </Section>
          <Section title="3 · Where to">
            <Whereto options={options} />
          </Section>
          <Section title="4 · What will be lost">
            <div className="stack-2">
              <LossCounts
                target={target}
                since={second ?? chosen?.takenAt ?? null}
                {...(source.id === target.id ? {} : { more: REPLACED })}
              />
              {options.unsaved === null ? null : <Notice tone="warn">{options.unsaved}</Notice>}
            </div>
          </Section>
          <Section title="5 · Neutralise">
            <p className="prose">
              {options.neutralise
                ? "Mail, jobs, payments, keys and connections to the outside are switched off in the copy before anybody sees it. That is no choice: where another environment runs on the same data, they would work twice."
                : "Nothing is switched off: the environment gets its own data back, with its own connections."}
            </p>
          </Section>
        </div>
        <Panel label="Start the restore" last>
          <Start options={options} chosen={chosen} second={second} />
        </Panel>
      </div>
    </Page>
  );
}

const countOf = ({ points, older }: RestoreOptions): string =>
  older === null ? counted(points.length, "backup") : `${counted(points.length, "backup")}, and older ones`;

function Pages({ options: { target, source, older }, paged }: Omit<WizardProps, "pointId">) {
  const path = `/restore?environment=${target.id}&source=${source.id}`;
  if (older === null && !paged) return null;
  return (
    <nav className="pager" aria-label="Pages of backups">
      <span className="push" />
      {paged ? (
        <Link className="btn" href={path} scroll={false}>
          Newest backups
        </Link>
      ) : null}
      {older === null ? null : (
        <Link className="btn" href={`${path}&before=${encodeURIComponent(older)}`} rel="next" scroll={false}>
          Older backups
        </Link>
      )}
    </nav>
  );
}

function Sources({ options }: { options: RestoreOptions }) {
  const { sources, source, target } = options;
  return (
    <ul className="plain-list restore-sources">
      {sources.map((one) => (
        <li key={one.id}>
          {one.id === source.id ? (
            <b aria-current="true">{one.id === target.id ? `${one.name} itself` : one.name}</b>
          ) : (
            <Link href={`/restore?environment=${target.id}&source=${one.id}`}>{one.name}</Link>
          )}
        </li>
      ))}
    </ul>
  );
}

type StartProps = { options: RestoreOptions; chosen: RestorePoint | null; second: string | null };

function Start({ options, chosen, second }: StartProps) {
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [accepts, setAccepts] = useState(false);
  const request = useRequestRestore(options);
  const { confirmation, secondPerson, target, can } = options;
  const blocked = blockedBy({ options, chosen, second, reason, typed, accepts });
  const press = () => {
    const asked = { reason: reason.trim(), confirmation, acceptsDamage: accepts };
    if (second !== null)
      request.mutate({ ...asked, pointInTime: second, sourceEnvironmentId: options.source.id });
    else if (chosen !== null) request.mutate({ ...asked, backupId: chosen.id });
  };
  return (
    <div className="stack-2">
      <h2>{secondPerson ? "Ask for the restore" : "Start the restore"}</h2>
      <TextArea
        label="Reason, goes to the audit log"
        value={reason}
        maxLength={2000}
        onChange={(event) => setReason(event.target.value)}
      />
      {confirmation === null ? null : (
        <TextField
          label="Type the environment's name"
          placeholder={confirmation}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {chosen?.damaged ? (
        <label className="choice">
          <input type="checkbox" checked={accepts} onChange={(event) => setAccepts(event.target.checked)} />
          It is damaged, and wanted all the same
        </label>
      ) : null}
      {request.error ? <ErrorState error={request.error} what="The restore was not started." /> : null}
      <Button
        variant={secondPerson ? "primary" : "danger"}
        wide
        tall
        busy={request.isPending || request.isSuccess}
        disabledReason={can.request.allowed ? blocked : can.request.reason}
        onClick={press}
      >
        {secondPerson ? "Ask a second person to agree" : `Restore ${target.name}`}
      </Button>
      {blocked === null || !can.request.allowed ? null : <p className="small">{blocked}</p>}
      {can.request.allowed ? null : <Notice tone="wait">{can.request.reason}</Notice>}
      <p className="small">
        {secondPerson ? "It starts when a second person releases it. " : "It starts at once. "}
        While the data are exchanged, visitors see the maintenance page.
      </p>
    </div>
  );
}

type Filled = {
  options: RestoreOptions;
  chosen: RestorePoint | null;
  second: string | null;
  reason: string;
  typed: string;
  accepts: boolean;
};

/** What is missing before the button can be pressed, first things first. */
function blockedBy({ options, chosen, second, reason, typed, accepts }: Filled): string | null {
  if (chosen === null && second === null) return "Choose a point in time.";
  if (chosen?.possible.allowed === false) return chosen.possible.reason;
  if (reason.trim().length < SHORTEST_REASON)
    return `Give a reason of at least ${SHORTEST_REASON} characters.`;
  if (options.confirmation !== null && typed.trim() !== options.confirmation)
    return `Type ${options.confirmation} exactly.`;
  return chosen?.damaged === true && !accepts ? "Confirm that the damaged backup is wanted." : null;
}
