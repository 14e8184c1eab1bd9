"use client";

import Link from "next/link";
import { CLASS_WORDS } from "@/components/change/words";
import { EvidenceLines } from "@/components/evidence/evidence-lines";
import { FlagReasons } from "@/components/evidence/flag-reasons";
import { Section } from "@/components/patterns/section";
import { Tag } from "@/components/ui/tag";
import type { ChangeTouches } from "@/lib/contracts/api/resources/touches";

type TouchesProps = {
  touches: ChangeTouches;
  changeClass: keyof typeof CLASS_WORDS;
  reason: string;
  releaseId: string;
  children?: React.ReactNode;
};

/** What the change touches beside code, the class that follows, and what is shown about its release. */
export function TouchesSection({ touches, changeClass, reason, releaseId, children }: TouchesProps) {
  const asked = touches.evidence.filter((line) => line.asked);
  const wanting = asked.filter((line) => line.state !== "pass" && line.state !== "warn");
  return (
    <>
      <Section title="Class" meta={<Tag>{CLASS_WORDS[changeClass]}</Tag>} right={children}>
        <p className="prose">{reason}</p>
        {changeClass === touches.proposed ? null : (
          <p className="prose sub">
            Proposed: {CLASS_WORDS[touches.proposed].toLowerCase()}. {touches.proposedReason}
          </p>
        )}
        <FlagReasons touches={touches} />
      </Section>
      <Section
        title="Evidence"
        meta={
          asked.length === 0
            ? "none is asked for"
            : wanting.length === 0
              ? `all ${asked.length} kinds that are asked for`
              : `${wanting.length} of ${asked.length} wanting`
        }
        right={<Link href={`/releases/${releaseId}#evidence`}>On the release’s page</Link>}
      >
        <EvidenceLines lines={asked} />
      </Section>
    </>
  );
}
