"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { EvidenceLines } from "@/components/evidence/evidence-lines";
import { EvidenceTable } from "@/components/evidence/evidence-table";
import { QuarantineButton } from "@/components/evidence/quarantine";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/call";
import { releaseKeys } from "@/lib/client/query-keys";
import type { ReleaseEvidence } from "@/lib/contracts/api/resources/evidence";

const AttachDialog = dynamic(() =>
  import("@/components/evidence/attach-dialog").then((module) => module.AttachDialog),
);

type Release = { id: string; name: string; digest: string };

/** What is shown about a release, what each tier says to it, and its quarantines. */
export function ReleaseEvidenceSection({ release }: { release: Release }) {
  const query = useQuery({
    queryKey: [...releaseKeys.one(release.id), "evidence"],
    queryFn: ({ signal }) => call("getReleaseEvidence", { params: { releaseId: release.id } }, signal),
  });
  if (query.error)
    return (
      <ErrorState
        error={query.error}
        what="The evidence could not be read."
        onRetry={() => void query.refetch()}
      />
    );
  if (!query.data) return <LoadingState label="Reading the evidence" />;
  return <Loaded release={release} evidence={query.data} />;
}

function Loaded({ release, evidence }: { release: Release; evidence: ReleaseEvidence }) {
  const [attaching, setAttaching] = useState(false);
  const { attach } = evidence.can;
  return (
    <div id="evidence">
      <Section
        title="Evidence"
        meta={evidence.items.length}
        right={
          <Button disabledReason={attach.allowed ? null : attach.reason} onClick={() => setAttaching(true)}>
            Attach evidence
          </Button>
        }
      >
        {evidence.items.length === 0 ? (
          <p className="prose">
            None is attached. CI attaches it with a token: POST /api/v1/releases/{release.id}/evidence, naming
            this image’s digest.
          </p>
        ) : (
          <EvidenceTable items={evidence.items} />
        )}
      </Section>
      <div className="cols two-cols">
        {evidence.tiers.map(({ tier, lines }) => (
          <Section key={tier} title={`What ${tierName(tier)} asks of every release`} meta={metaOf(lines)}>
            <EvidenceLines lines={lines.filter((line) => line.asked)} />
          </Section>
        ))}
        <Quarantines release={release} evidence={evidence} />
      </div>
      {attaching ? <AttachDialog release={release} onClose={() => setAttaching(false)} /> : null}
    </div>
  );
}

const tierName = (tier: string) => `tier ${tier.slice(-1)}`;

function metaOf(lines: ReleaseEvidence["tiers"][number]["lines"]): string {
  const asked = lines.filter((line) => line.asked);
  const held = asked.filter((line) => line.state === "pass" || line.state === "warn");
  return `${held.length} of ${asked.length}`;
}

function Quarantines({ release, evidence }: { release: Release; evidence: ReleaseEvidence }) {
  const { timeZone } = useReader();
  const { can, quarantines } = evidence;
  const standing = quarantines.some((one) => one.liftedAt === null);
  return (
    <Section
      title="Quarantine"
      meta={standing ? "stands now" : "none stands"}
      right={
        standing ? (
          <QuarantineButton release={release} verb="lift" can={can.lift} />
        ) : (
          <QuarantineButton release={release} verb="quarantine" can={can.quarantine} />
        )
      }
    >
      {quarantines.length === 0 ? <p className="prose">It was never in quarantine.</p> : null}
      <ul className="fact-lines">
        {quarantines.map((one) => (
          <li key={one.id}>
            <span>
              {one.reason} <span className="sub">{one.placedBy}</span>
            </span>
            <span className="t2">
              <TimeInZone at={one.placedAt} zone={timeZone} />
              {one.liftedAt === null ? null : (
                <>
                  {" "}
                  – <TimeInZone at={one.liftedAt} zone={timeZone} />, lifted by {one.liftedBy}:{" "}
                  {one.liftReason}
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
