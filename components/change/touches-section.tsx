"use client";

import Link from "next/link";
import { CLASS_WORDS } from "@/components/change/words";
import { EvidenceLines } from "@/components/evidence/evidence-lines";
import { FlagReasons } from "@/components/evidence/flag-reasons";
import { FoldSection } from "@/components/patterns/fold-section";
import { Tag } from "@/components/ui/tag";
import type { ChangeTouches } from "@/lib/contracts/api/resources/touches";
import { FLAG_NAMES } from "@/lib/domain/change/flags";

type ClassProps = {
  touches: ChangeTouches;
  changeClass: keyof typeof CLASS_WORDS;
  reason: string;
  children?: React.ReactNode;
};

/** The class of a change, why it has it, and what it touches beside code. */
export function ClassSection({ touches, changeClass, reason, children }: ClassProps) {
  return (
    <FoldSection
      title="Class"
      meta={
        <>
          <Tag>{CLASS_WORDS[changeClass]}</Tag> <span className="fold-short">{flagWords(touches)}</span>
        </>
      }
      right={children}
    >
      <p className="prose">{reason}</p>
      {changeClass === touches.proposed ? null : (
        <p className="prose sub">By what it touches: {touches.proposedReason}</p>
      )}
      <FlagReasons touches={touches} />
    </FoldSection>
  );
}

const flagWords = ({ flags }: ChangeTouches): string =>
  flags.length === 0 ? "nothing beside code" : flags.map((flag) => FLAG_NAMES[flag]).join(", ");

/** What is shown about the release of a change, kind by kind that is asked for. */
export function EvidenceSection({ touches, releaseId }: { touches: ChangeTouches; releaseId: string }) {
  const asked = touches.evidence.filter((line) => line.asked);
  const wanting = asked.filter((line) => line.state !== "pass" && line.state !== "warn");
  return (
    <FoldSection
      title="Evidence"
      open={wanting.length > 0}
      meta={
        asked.length === 0
          ? "none is asked for"
          : wanting.length === 0
            ? `all ${asked.length} kinds that are asked for are good`
            : `${wanting.length} of ${asked.length} wanting`
      }
      right={<Link href={`/releases/${releaseId}#evidence`}>On the release’s page</Link>}
    >
      <EvidenceLines lines={asked} />
    </FoldSection>
  );
}
