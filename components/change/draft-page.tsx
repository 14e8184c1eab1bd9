"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ChangePreview } from "@/components/change/change-preview";
import { DraftForm, EMPTY_CONTENT } from "@/components/change/draft-form";
import { draftMessages as text } from "@/components/change/draft-messages";
import { messages } from "@/components/change/messages";
import { localOf, PlannedStart, plannedOf } from "@/components/change/planned-start";
import { CLASS_WORDS } from "@/components/change/words";
import type { DraftContent } from "@/components/patterns/draft-texts";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Notice } from "@/components/ui/notice";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { changeKeys } from "@/lib/client/query-keys";
import type { Input } from "@/lib/contracts/api/registry";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import type { Change } from "@/lib/contracts/api/resources/change";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";
import { isLowered } from "@/lib/domain/change/classify";

const Combobox = dynamic(() => import("@/components/ui/combobox").then((module) => module.Combobox));

export type ReleaseChoice = { id: string; name: string; repository: string };

type DraftPageProps = {
  releases: readonly ReleaseChoice[];
  environments: readonly EnvironmentBrief[];
  /** The draft being edited; its environment stays. */
  editing: Change | null;
  chosen: { releaseId: string | null; environmentId: string | null };
  /** The incident it is meant to mend, with what the draft begins from. */
  incident?: DraftIncident | null;
};

export type DraftIncident = {
  id: string;
  number: string;
  environmentId: string;
  title: string;
  reason: string;
  communication: string;
  emergency: { allowed: boolean; reason: string | null };
};

function contentOf(change: Change | null, incident: DraftIncident | null): DraftContent {
  if (change === null && incident !== null) {
    const { title, reason, communication } = incident;
    return { ...EMPTY_CONTENT, title, reason, communication };
  }
  if (change === null) return EMPTY_CONTENT;
  const { title, reason, rollbackPlan, fallback, communication } = change;
  return { title, reason, rollbackPlan, fallback, communication };
}

/** Draft or edit a change: the form left, what it would mean right. */
export function DraftPage({ releases, environments, chosen, incident = null, ...given }: DraftPageProps) {
  // As it was opened: what comes anew from the server is not saved over.
  const [editing] = useState(given.editing);
  const [releaseId, setRelease] = useState(chosen.releaseId);
  const [environmentId, setEnvironment] = useState(incident?.environmentId ?? chosen.environmentId);
  const [content, setContent] = useState(() => contentOf(editing, incident));
  const [emergency, setEmergency] = useState(incident?.emergency.allowed ?? false);
  const zone =
    editing?.environment.timeZone ?? environments.find(({ id }) => id === environmentId)?.timeZone ?? null;
  const [local, setLocal] = useState(() =>
    zone === null ? "" : localOf(editing?.schedule.plannedStart ?? null, zone),
  );
  const planned = plannedOf(local, zone, new Date());
  const save = useSave(editing, incident === null ? null : { id: incident.id, emergency });
  const ready = releaseId !== null && environmentId !== null && planned.problem === undefined;
  const title = editing ? text.editTitle(editing.number) : text.newTitle;
  return (
    <Page trail={[{ label: messages.changes, href: "/changes" }]} here={title}>
      <PageHead title={title} sentence={text.sentence} />
      <div className="cols two-cols draft">
        <DraftForm
          content={content}
          onChange={setContent}
          blocked={ready ? null : (planned.problem ?? text.chooseBoth)}
          busy={save.isPending}
          error={save.error}
          saveLabel={editing ? text.saveEdit : text.save}
          onSave={() =>
            ready ? save.mutate({ releaseId, environmentId, content, plannedStart: planned.at }) : undefined
          }
          choosers={
            <>
              <Combobox
                label={text.release}
                hint={text.releaseHint}
                options={releases.map((one) => ({ value: one.id, label: one.name, detail: one.repository }))}
                value={releaseId}
                onChange={setRelease}
                placeholder={text.choose}
                emptyText={text.noRelease}
              />
              {editing !== null && losesLowering(editing, releaseId) ? (
                <Notice tone="warn" live>
                  {text.loweringLost(CLASS_WORDS[editing.class])}
                </Notice>
              ) : null}
              {incident === null ? null : (
                <ForIncident
                  incident={incident}
                  place={environments.find(({ id }) => id === environmentId)?.name ?? ""}
                  emergency={emergency}
                  onChange={setEmergency}
                />
              )}
              {editing || incident !== null ? null : (
                <Combobox
                  label={text.environment}
                  options={environments.map(environmentOption)}
                  value={environmentId}
                  onChange={setEnvironment}
                  placeholder={text.choose}
                  emptyText={text.noEnvironment}
                />
              )}
              <PlannedStart
                zone={zone}
                local={local}
                problem={planned.problem ?? save.error?.issueFor("plannedStart")}
                onChange={setLocal}
              />
            </>
          }
        />
        <div>
          <ChangePreview environmentId={environmentId} releaseId={releaseId} plannedStart={planned.at} />
        </div>
      </div>
    </Page>
  );
}

/** Whether its class was lowered for the release it has, and another is chosen now. */
const losesLowering = ({ class: now, touches, release }: Change, releaseId: string | null): boolean =>
  now !== "emergency" && isLowered(now, touches.proposed) && releaseId !== null && releaseId !== release.id;

const environmentOption = (one: EnvironmentBrief) => ({
  value: one.id,
  label: `${one.tenant.name} · ${one.name}`,
  detail: `${STAGE_NAMES[one.stage]}, ${one.release?.name ?? "no release"}`,
});

type Saved = {
  releaseId: string;
  environmentId: string;
  content: DraftContent;
  plannedStart: string | null;
};

type ForIncidentProps = {
  incident: DraftIncident;
  place: string;
  emergency: boolean;
  onChange: (emergency: boolean) => void;
};

/** What it mends, and whether it may not wait. */
function ForIncident({ incident, place, emergency, onChange }: ForIncidentProps) {
  return (
    <>
      <p className="prose">
        {text.mends} <Link href={`/incidents/${incident.id}`}>{incident.number}</Link>
        {place === "" ? "" : `, ${place}`}.
      </p>
      <label className="check">
        <input
          type="checkbox"
          checked={emergency}
          disabled={!incident.emergency.allowed}
          onChange={(event) => onChange(event.target.checked)}
        />{" "}
        {text.asEmergency}
      </label>
      {incident.emergency.reason === null ? null : <p className="hint">{incident.emergency.reason}</p>}
    </>
  );
}

type Mends = { id: string; emergency: boolean };

/** A change that mends an incident is declared an emergency right after it is drafted, for the reason it gives. */
async function draftFor(mends: Mends | null, body: Input<"draftChange">["body"]): Promise<Change> {
  const change = await call("draftChange", {
    body: { ...body, ...(mends === null ? {} : { incidentId: mends.id }) },
  });
  if (mends === null || !mends.emergency) return change;
  return call("declareEmergency", {
    params: { changeId: change.id },
    body: { version: change.version, reason: body.reason },
  });
}

function useSave(editing: Change | null, mends: Mends | null) {
  const router = useRouter();
  const client = useQueryClient();
  return useMutation<Change, ApiError, Saved>({
    mutationFn: ({ releaseId, environmentId, content, plannedStart }) =>
      editing
        ? call("editChange", {
            params: { changeId: editing.id },
            body: { version: editing.version, releaseId, plannedStart, ...content },
          })
        : draftFor(mends, { environmentId, releaseId, plannedStart, ...content }),
    onSuccess: (change) => {
      client.setQueryData(changeKeys.one(change.id), change);
      void client.invalidateQueries({ queryKey: changeKeys.lists });
      router.push(`/changes/${change.id}`);
    },
  });
}
