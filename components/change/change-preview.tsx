"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApprovalPath } from "@/components/change/approvals";
import { ConflictsSection } from "@/components/change/conflicts";
import { draftMessages as text } from "@/components/change/draft-messages";
import { PlanSection } from "@/components/change/plan-section";
import { RiskSection } from "@/components/change/risk";
import { Settings } from "@/components/change/settings";
import { ClassSection, EvidenceSection } from "@/components/change/touches-section";
import { QuarantineNotice } from "@/components/evidence/quarantine";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { GateList } from "@/components/patterns/gate-list";
import { LoadingState } from "@/components/patterns/loading-state";
import { ModuleDiff } from "@/components/patterns/module-diff";
import { Section } from "@/components/patterns/section";
import { call } from "@/lib/client/call";
import { changeKeys } from "@/lib/client/query-keys";
import type { Output } from "@/lib/contracts/api/registry";

type ChangePreviewProps = {
  environmentId: string | null;
  releaseId: string | null;
  /** When it is meant to start: calendar, window and conflicts are asked for that time. */
  plannedStart: string | null;
};

/** What the change would mean, before it is drafted: class, modules, gates, steps. */
export function ChangePreview({ environmentId, releaseId, plannedStart }: ChangePreviewProps) {
  const chosen = environmentId !== null && releaseId !== null;
  const preview = useQuery({
    queryKey: changeKeys.preview(environmentId ?? "", releaseId ?? "", plannedStart ?? ""),
    queryFn: ({ signal }) =>
      call(
        "previewChange",
        {
          query: {
            ...{ environmentId: environmentId ?? "", releaseId: releaseId ?? "" },
            ...(plannedStart === null ? {} : { plannedStart }),
          },
        },
        signal,
      ),
    enabled: chosen,
    placeholderData: keepPreviousData,
  });
  if (!chosen) return <EmptyState title={text.previewEmptyTitle}>{text.previewEmpty}</EmptyState>;
  if (preview.error) {
    return (
      <ErrorState error={preview.error} what={text.previewFailed} onRetry={() => void preview.refetch()} />
    );
  }
  if (!preview.data) return <LoadingState label={text.previewLoading} />;
  return <PreviewContent preview={preview.data} releaseId={releaseId} />;
}

function PreviewContent({ preview, releaseId }: { preview: Output<"previewChange">; releaseId: string }) {
  const failing = preview.gates.filter((gate) => gate.verdict === "fail").length;
  const all = preview.modules.length + preview.unchangedModules;
  return (
    <>
      <QuarantineNotice name="The release" quarantine={preview.touches.quarantine} />
      <ClassSection touches={preview.touches} changeClass={preview.class} reason={preview.classReason} />
      <Section
        title={text.gates}
        meta={
          failing === 0
            ? "none stops it"
            : `${failing} of ${preview.gates.length} would stop it; ${text.plansCount}`
        }
      >
        <GateList gates={preview.gates} />
      </Section>
      <EvidenceSection touches={preview.touches} releaseId={releaseId} />
      <ApprovalPath
        approval={preview.approval}
        zone={preview.environment.timeZone}
        open
        draft
        changeId={null}
      />
      <ConflictsSection conflicts={preview.conflicts} />
      <RiskSection risk={preview.risk} />
      <Section title={text.modules} meta={`${preview.modules.length} of ${all} differ`}>
        {preview.modules.length === 0 ? (
          <p className="prose">{text.noModules}</p>
        ) : (
          <ModuleDiff modules={preview.modules} />
        )}
        <Settings settings={preview.settings} />
      </Section>
      <PlanSection plan={preview.plan} strategy={preview.strategy} />
    </>
  );
}
