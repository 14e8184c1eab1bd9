"use client";

import Link from "next/link";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Digest } from "@/components/patterns/digest";
import { useReader } from "@/components/patterns/reader";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { messages } from "@/components/release/messages";
import { Tag } from "@/components/ui/tag";
import type { Output } from "@/lib/contracts/api/registry";
import { STAGE_NAMES, STAGES } from "@/lib/domain/catalog/stage";
import { EVIDENCE_KINDS, EVIDENCE_NAMES } from "@/lib/domain/evidence/kind";

type Release = Output<"listReleases">["items"][number];

const passedText = (release: Release) =>
  STAGES.filter((stage) => release.passed.some((one) => one.stage === stage))
    .map((stage) => STAGE_NAMES[stage])
    .join(", ");

const COLUMNS: readonly Column<Release>[] = [
  {
    id: "name",
    header: "Release",
    phone: "full",
    cell: (release) => (
      <>
        <Link className="lead-link" href={`/releases/${release.id}`} data-row>
          {release.name}
        </Link>{" "}
        {release.line === "urgent_fix" ? <Tag tone="warn">{messages.lines.urgent_fix}</Tag> : null}{" "}
        {release.quarantine === null ? null : <Tag tone="bad">quarantine</Tag>}
        <div className="t2 clip">
          {release.moduleCount} modules{release.notes ? `. ${release.notes}` : ""}
        </div>
      </>
    ),
  },
  { id: "digest", header: "Image", className: "nb", cell: (release) => <Digest value={release.digest} /> },
  {
    id: "runs",
    header: "Runs on",
    className: "places",
    cell: (release) =>
      release.runsOn.length === 0 ? <span className="sub">nowhere</span> : <RunsOn release={release} />,
  },
  {
    id: "passed",
    header: "Passed",
    cell: (release) => passedText(release) || <span className="sub">nothing yet</span>,
  },
  {
    id: "evidence",
    header: "Evidence",
    className: "nb",
    cell: (release) =>
      release.evidence.length === 0 ? (
        <span className="sub">none</span>
      ) : (
        <span title={release.evidence.map((kind) => EVIDENCE_NAMES[kind]).join(", ")}>
          {release.evidence.length} of {EVIDENCE_KINDS.length}
        </span>
      ),
  },
  {
    id: "created",
    header: "Registered",
    phone: "hide",
    cell: (release) => <Registered at={release.createdAt} />,
  },
];

function Registered({ at }: { at: string }) {
  const { timeZone } = useReader();
  return <TimeInZone at={at} zone={timeZone} />;
}

const SHOWN_PLACES = 3;

function RunsOn({ release }: { release: Release }) {
  const rest = release.runsOn.length - SHOWN_PLACES;
  return (
    <>
      {release.runsOn.slice(0, SHOWN_PLACES).map((place) => (
        <div key={place.id}>
          <Link href={`/environments/${place.id}`}>
            {place.tenant.name}, {place.name}
          </Link>
        </div>
      ))}
      {rest > 0 ? <div className="sub">and {rest} more</div> : null}
    </>
  );
}

/** Releases as rows. */
export function ReleaseTable({ releases, stale }: { releases: readonly Release[]; stale: boolean }) {
  return (
    <DataTable
      caption={messages.releases}
      columns={COLUMNS}
      rows={releases}
      rowKey={(release) => release.id}
      stale={stale}
    />
  );
}
