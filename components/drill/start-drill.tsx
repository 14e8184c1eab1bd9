"use client";

import { useId, useState } from "react";
import { clusterOf, DrillPlace, isOther } from "@/components/drill/drill-place";
import { type AskedDrill, useStartDrill } from "@/components/drill/use-drills";
import { messages, secondsText } from "@/components/drill/words";
import { FormDialog } from "@/components/patterns/form-dialog";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { TextArea, TextField } from "@/components/ui/field";
import { fromWallClock } from "@/lib/client/wall-clock";
import type { DrillOptions } from "@/lib/contracts/api/resources/drill";

const SHORTEST_REASON = 10;
type Scenario = DrillOptions["scenarios"][number];
type Draft = {
  scenario: Scenario["scenario"];
  reason: string;
  hours: string;
  moment: string;
  clusterId: string | null;
};

/** Asks which disaster is rehearsed and what for; says before what it will do, and what it will not show. */
export function StartDrill({ options, onClose }: { options: DrillOptions; onClose: () => void }) {
  const start = useStartDrill(options.environment.id);
  const [tried, setTried] = useState(false);
  const [draft, setDraft] = useState<Draft>(() => firstDraft(options));
  const chosen = options.scenarios.find(({ scenario }) => scenario === draft.scenario);
  const problem =
    draft.reason.trim().length < SHORTEST_REASON ? `Say in at least ${SHORTEST_REASON} characters.` : null;
  const asked = askedOf(draft, chosen, options.environment.timeZone);
  const submit = () => {
    setTried(true);
    if (problem === null && asked !== null && chosen?.possible.allowed) start.mutate(asked);
  };
  return (
    <FormDialog
      title={`${messages.dialog}: ${options.environment.name}`}
      description={messages.effect(options.environment.name)}
      cancel="Keep as it is"
      confirm={messages.startFull}
      disabledReason={chosen?.possible.allowed === false ? chosen.possible.reason : null}
      mutation={start}
      failed={messages.notStarted}
      onSubmit={submit}
      onClose={onClose}
    >
      <Scenarios options={options} draft={draft} onDraft={setDraft} />
      {chosen === undefined ? null : (
        <>
          <Asked {...{ chosen, draft, tried }} zone={options.environment.timeZone} onDraft={setDraft} />
          <DrillPlace
            options={options}
            scenario={chosen}
            chosenId={draft.clusterId}
            onChoose={(clusterId) => setDraft({ ...draft, clusterId })}
          />
        </>
      )}
      <TextArea
        label={messages.reason}
        value={draft.reason}
        maxLength={2000}
        onChange={(event) => setDraft({ ...draft, reason: event.target.value })}
        problem={tried ? problem : null}
      />
      {chosen === undefined ? null : (
        <WhatItDoes options={options} chosen={chosen} clusterId={draft.clusterId} />
      )}
    </FormDialog>
  );
}

function firstDraft({ scenarios, assumedHours }: DrillOptions): Draft {
  const first = scenarios.find(({ possible, asks }) => possible.allowed && asks === null) ?? scenarios[0];
  return {
    scenario: first?.scenario ?? "database_corruption",
    reason: "",
    hours: String(assumedHours),
    moment: "",
    clusterId: null,
  };
}

/** What is sent; null while something that is asked for is missing. */
function askedOf(
  { scenario, reason, hours, moment, clusterId }: Draft,
  chosen: Scenario | undefined,
  zone: string,
): AskedDrill | null {
  const asked = { scenario, reason: reason.trim(), ...(clusterId === null ? {} : { clusterId }) };
  if (chosen?.asks === "hours") return /^\d{1,3}$/.test(hours) ? { ...asked, hours: Number(hours) } : null;
  if (chosen?.asks !== "moment") return asked;
  const at = fromWallClock(moment, zone);
  return at === null ? null : { ...asked, moment: new Date(at).toISOString() };
}

type Drafting = { draft: Draft; onDraft: (next: Draft) => void };

function Scenarios({ options, draft, onDraft }: Drafting & { options: DrillOptions }) {
  const name = useId();
  return (
    <fieldset className="drill-scenarios">
      <legend>{messages.scenario}</legend>
      {options.scenarios.map(({ scenario, title, choice, possible }) => (
        <label key={scenario}>
          <input
            type="radio"
            name={name}
            value={scenario}
            checked={scenario === draft.scenario}
            disabled={!possible.allowed}
            onChange={() => onDraft({ ...draft, scenario })}
          />
          <span>
            {title}
            {possible.allowed ? null : <span className="t2 block">{possible.reason}</span>}
            {possible.allowed && scenario === draft.scenario ? (
              <span className="t2 block">brings back {choice}</span>
            ) : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

type AskedProps = Drafting & { chosen: Scenario; tried: boolean; zone: string };

function Asked({ chosen, draft, onDraft, tried, zone }: AskedProps) {
  if (chosen.asks === "hours")
    return (
      <TextField
        label={messages.hours}
        type="number"
        min={1}
        max={720}
        value={draft.hours}
        onChange={(event) => onDraft({ ...draft, hours: event.target.value })}
        problem={tried && !/^\d{1,3}$/.test(draft.hours) ? "Give 1 to 720 hours." : null}
      />
    );
  if (chosen.asks !== "moment") return null;
  return (
    <TextField
      label={messages.moment}
      hint={`On the plant's clock (${zone}).`}
      type="datetime-local"
      step={1}
      value={draft.moment}
      onChange={(event) => onDraft({ ...draft, moment: event.target.value })}
      problem={tried && fromWallClock(draft.moment, zone) === null ? "Say when it happened." : null}
    />
  );
}

/** Which second of the log is brought back, where one is. */
function SecondBack({ chosen, zone }: { chosen: Scenario; zone: string }) {
  const { seconds, backup, asks } = chosen;
  if (seconds === null) return null;
  const [from, until] = [seconds.from, seconds.until].map((at) => (
    <TimeInZone key={at} at={at} zone={zone} form="second" />
  ));
  if (asks === "moment")
    return (
      <p>
        Any second from {from} to {until} is brought back exactly; for an earlier or later moment the newest
        backup before it is. Files are taken from backups: a new one moves the end on.
      </p>
    );
  const files =
    backup === null ? null : (
      <>
        , with the files of the backup of <TimeInZone at={backup.takenAt} zone={zone} />
      </>
    );
  if (asks === "hours")
    return (
      <p>
        Brings back the last second before those hours where the log holds it ({from} to {until}), else the
        newest backup before them.
      </p>
    );
  return (
    <p>
      Brings back the last second of the log that is kept when it starts, now {until}
      {files}.
    </p>
  );
}

type WhatItDoesProps = { options: DrillOptions; chosen: Scenario; clusterId: string | null };

function WhatItDoes({ options, chosen, clusterId }: WhatItDoesProps) {
  const { expectedSeconds, objective, environment } = options;
  const zone = environment.timeZone;
  const other = isOther(options, clusterOf(options, chosen, clusterId));
  return (
    <div className="small stack-1">
      {other ? null : <SecondBack chosen={chosen} zone={zone} />}
      {chosen.backup === null || chosen.asks !== null || (chosen.seconds !== null && !other) ? null : (
        <p>
          {messages.bringsBack} <TimeInZone at={chosen.backup.takenAt} zone={environment.timeZone} />.
        </p>
      )}
      <p>
        {expectedSeconds === null
          ? "Nobody has drilled it yet"
          : `${messages.expected}: ${secondsText(expectedSeconds)}`}
        {objective === null
          ? "; nothing is promised."
          : `; promised: RTO ${secondsText(objective.rtoSeconds)}, RPO ${secondsText(objective.rpoSeconds)} (${objective.from}).`}
      </p>
      {(other ? chosen.limitsElsewhere : chosen.limits).map((limit) => (
        <p key={limit} className="t2">
          {limit}
        </p>
      ))}
    </div>
  );
}
