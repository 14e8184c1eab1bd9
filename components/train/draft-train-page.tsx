"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { type DraftContent, DraftTexts, type DraftWords } from "@/components/patterns/draft-texts";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { messages } from "@/components/train/messages";
import { RingEditor } from "@/components/train/ring-editor";
import { newRing, type RingDraft, ringBodies, ringsOf } from "@/components/train/rings-draft";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { trainKeys } from "@/lib/client/query-keys";
import type { EnvironmentBrief } from "@/lib/contracts/api/resources/catalog";
import type { Train } from "@/lib/contracts/api/resources/train";

const Combobox = dynamic(() => import("@/components/ui/combobox").then((module) => module.Combobox));
const text = messages.draftPage;

/** The same for every environment of the train. */
const WORDS: DraftWords = {
  title: text.title,
  titleHint: text.titleHint,
  reason: text.reason,
  plans: [
    { name: "rollbackPlan", label: messages.page.rollbackPlan, hint: text.plans },
    { name: "fallback", label: messages.page.fallback, hint: text.plans },
    { name: "communication", label: messages.page.communication, hint: text.plans },
  ],
};

type DraftTrainPageProps = {
  releases: readonly { id: string; name: string; repository: string }[];
  environments: readonly EnvironmentBrief[];
  editing: Train | null;
  releaseId: string | null;
};

type Draft = { releaseId: string; haltAfter: string; rings: readonly RingDraft[]; content: DraftContent };

function contentOf(train: Train | null): DraftContent {
  const { title = "", reason = "", rollbackPlan = "", fallback = "", communication = "" } = train ?? {};
  return { title, reason, rollbackPlan, fallback, communication };
}

/** Draft or edit a train. */
export function DraftTrainPage({ releases, environments, ...given }: DraftTrainPageProps) {
  // As it was opened: what comes anew from the server is not saved over.
  const [editing] = useState(given.editing);
  const [releaseId, setRelease] = useState(given.releaseId);
  const [rings, setRings] = useState<readonly RingDraft[]>(() => (editing ? ringsOf(editing) : [newRing(0)]));
  const [haltAfter, setHaltAfter] = useState(String(editing?.haltAfterFailures ?? 1));
  const [content, setContent] = useState(() => contentOf(editing));
  const save = useSave(editing);
  const ready = releaseId !== null && rings.every(({ environmentIds }) => environmentIds.length > 0);
  const title = editing ? text.editTitle(editing.number) : text.newTitle;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !save.isPending) save.mutate({ releaseId, haltAfter, rings, content });
  };
  return (
    <Page trail={[{ label: messages.trains, href: "/trains" }]} here={title}>
      <PageHead title={title} sentence={text.sentence} />
      <form onSubmit={submit} noValidate className="draft train-form">
        <ol className="steps">
          <li>
            <span className="no">1</span>
            <div className="stack-2">
              <h2>{text.steps.what}</h2>
              <Combobox
                label={text.release}
                hint={text.releaseHint}
                options={releases.map((one) => ({ value: one.id, label: one.name, detail: one.repository }))}
                value={releaseId}
                onChange={setRelease}
                placeholder={text.choose}
                emptyText={text.noRelease}
              />
            </div>
          </li>
          <li>
            <span className="no">2</span>
            <div className="stack-2">
              <h2>{text.steps.rings}</h2>
              <RingEditor rings={rings} environments={environments} onChange={setRings} />
              <TextField
                label={text.haltAfter}
                hint={text.haltHint}
                inputMode="numeric"
                className="input short"
                value={haltAfter}
                maxLength={3}
                problem={save.error?.issueFor("haltAfterFailures")}
                onChange={(event) => setHaltAfter(event.target.value)}
              />
            </div>
          </li>
          <li>
            <span className="no">3</span>
            <div className="stack-2">
              <h2>{text.steps.why}</h2>
              <DraftTexts words={WORDS} content={content} error={save.error} onChange={setContent} />
            </div>
          </li>
        </ol>
        {save.error ? <ErrorState error={save.error} what={text.failed} /> : null}
        <div className="form-end">
          <Button
            type="submit"
            variant="primary"
            busy={save.isPending}
            disabledReason={ready ? null : text.blocked}
          >
            {editing ? text.saveEdit : text.save}
          </Button>
          <span className="sub small">{ready ? text.after : text.blocked}</span>
        </div>
      </form>
    </Page>
  );
}

function useSave(editing: Train | null) {
  const router = useRouter();
  const client = useQueryClient();
  return useMutation<Train, ApiError, Draft>({
    mutationFn: ({ releaseId, haltAfter, rings, content }) => {
      const body = {
        releaseId,
        haltAfterFailures: Number(haltAfter.trim() || Number.NaN),
        rings: ringBodies(rings),
        ...content,
      };
      return editing
        ? call("editTrain", { params: { trainId: editing.id }, body: { version: editing.version, ...body } })
        : call("draftTrain", { body });
    },
    onSuccess: (train) => {
      client.setQueryData(trainKeys.one(train.id), train);
      void client.invalidateQueries({ queryKey: trainKeys.lists });
      void client.invalidateQueries({ queryKey: trainKeys.impact(train.id) });
      router.push(`/trains/${train.id}`);
    },
  });
}
