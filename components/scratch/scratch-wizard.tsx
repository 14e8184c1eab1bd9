"use client";

import Link from "next/link";
import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Panel } from "@/components/patterns/panel";
import { Section } from "@/components/patterns/section";
import { PointChoice, usePointChoice } from "@/components/restore/point-choice";
import { Whereto } from "@/components/restore/whereto";
import { useMakeScratch } from "@/components/scratch/use-scratch";
import { Button } from "@/components/ui/button";
import { TextArea, TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { RestoreOptions, RestorePoint } from "@/lib/contracts/api/resources/restore";
import type { ScratchOptions } from "@/lib/contracts/api/resources/scratch";
import { counted } from "@/lib/domain/shared/words";

const SHORTEST_REASON = 10;

type WizardProps = {
  options: RestoreOptions;
  scratch: ScratchOptions;
  /** The backup that was chosen on the way here. */
  pointId?: string | undefined;
};

/** Which data to look into, for how long, and what for: nothing of the environment is touched. */
export function ScratchWizard({ options: read, scratch, pointId }: WizardProps) {
  // What stands in the way of an exchange does not stand in the way of a copy beside it.
  const options = { ...read, points: read.points.map((one) => ({ ...one, possible: one.inScratch })) };
  const { source, target, points } = options;
  const choice = usePointChoice(options, pointId);
  return (
    <Page trail={[{ label: source.name, href: `/environments/${source.id}` }]} here="Scratch copy">
      <PageHead
        title={`Look into data of ${target.tenant.name}, ${source.name}`}
        sentence={`They are brought to life in a place of their own, made harmless, and go by themselves. ${source.name} is not touched.`}
      />
      <div className="with-panel">
        <div>
          <PointChoice options={options} choice={choice} meta={counted(points.length, "backup")} />
          <Section title="2 · Whose data">
            <ul className="plain-list restore-sources">
              {options.sources.map((one) => (
                <li key={one.id}>
                  {one.id === source.id ? (
                    <b aria-current="true">{one.name}</b>
                  ) : (
                    <Link href={`/restore?environment=${one.id}&to=scratch`}>{one.name}</Link>
                  )}
                </li>
              ))}
            </ul>
          </Section>
          <Section title="3 · Where to">
            <Whereto options={options} scratch />
          </Section>
          <Section title="4 · Neutralise">
            <p className="prose">
              Mail, jobs, payments, keys and connections to the outside are switched off in the copy before
              anybody sees it, and its network lets nothing out. That is not a choice.
            </p>
          </Section>
        </div>
        <Panel label="Make the scratch copy" last>
          <Start {...{ options, scratch }} chosen={choice.chosen} second={choice.second} key={source.id} />
        </Panel>
      </div>
    </Page>
  );
}

type StartProps = {
  options: RestoreOptions;
  scratch: ScratchOptions;
  chosen: RestorePoint | null;
  second: string | null;
};

function Start({ options, scratch, chosen, second }: StartProps) {
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState(String(scratch.hours.usual));
  const [accepts, setAccepts] = useState(false);
  const make = useMakeScratch(options.source.id);
  const blocked = blockedBy({ scratch, chosen, second, reason, hours: Number(hours), accepts });
  const press = () => {
    const asked = { reason: reason.trim(), hours: Number(hours), acceptsDamage: accepts };
    if (second !== null) make.mutate({ ...asked, pointInTime: second });
    else if (chosen !== null) make.mutate({ ...asked, backupId: chosen.id });
  };
  const { make: can } = scratch.can;
  return (
    <div className="stack-2">
      <h2>Make the scratch copy</h2>
      <TextArea
        label="What it is for, goes to the audit log"
        value={reason}
        maxLength={2000}
        onChange={(event) => setReason(event.target.value)}
      />
      <TextField
        label="Hours it stands"
        type="number"
        min={scratch.hours.least}
        max={scratch.hours.most}
        value={hours}
        onChange={(event) => setHours(event.target.value)}
      />
      {chosen?.damaged ? (
        <label className="choice">
          <input type="checkbox" checked={accepts} onChange={(event) => setAccepts(event.target.checked)} />
          It is damaged, and wanted all the same
        </label>
      ) : null}
      {make.error ? <ErrorState error={make.error} what="The copy was not begun." /> : null}
      <Button
        variant="primary"
        wide
        tall
        busy={make.isPending || make.isSuccess}
        disabledReason={can.allowed ? blocked : can.reason}
        onClick={press}
      >
        Make the scratch copy
      </Button>
      {blocked === null || !can.allowed ? null : <p className="small">{blocked}</p>}
      {can.allowed ? null : <Notice tone="wait">{can.reason}</Notice>}
      <p className="small">
        It starts at once and needs no second person: nothing that lives is exchanged. It can be kept longer
        on its page, {scratch.longestDays} days at the most.
      </p>
    </div>
  );
}

type Filled = Omit<StartProps, "options"> & { reason: string; hours: number; accepts: boolean };

/** What is missing before the button can be pressed, first things first. */
function blockedBy({ scratch, chosen, second, reason, hours, accepts }: Filled): string | null {
  const { least, most } = scratch.hours;
  if (chosen === null && second === null) return "Choose a point in time.";
  if (chosen?.possible.allowed === false) return chosen.possible.reason;
  if (reason.trim().length < SHORTEST_REASON)
    return `Give a reason of at least ${SHORTEST_REASON} characters.`;
  if (!Number.isInteger(hours) || hours < least || hours > most)
    return `Keep it for ${least} to ${most} whole hours.`;
  return chosen?.damaged === true && !accepts ? "Confirm that the damaged backup is wanted." : null;
}
