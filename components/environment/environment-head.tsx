import Link from "next/link";
import { HEALTH } from "@/components/environment/words";
import { messages as holdMessages } from "@/components/hold/messages";
import { type Fact, PageHead } from "@/components/patterns/page-head";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State, type Tone } from "@/components/ui/glyph";
import type { Environment } from "@/lib/contracts/api/resources/catalog";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

const TONE_CLASSES: Partial<Record<Tone, string>> = { bad: "bad-w", warn: "warn-w" };

/** Name, health and the one sentence about it. */
export function EnvironmentHead({ environment }: { environment: Environment }) {
  const health = HEALTH[environment.health];
  const attention = environment.state === "needs_attention";
  return (
    <PageHead
      title={`${environment.tenant.name}, ${environment.name}`}
      state={
        <>
          {environment.state === "changing" ? <State tone="running">Operation running</State> : null}
          {attention ? <State tone="bad">Needs attention</State> : null}
          {environment.hold ? <State tone="parked">{holdMessages.held}</State> : null}
          <State tone={health.tone}>{health.word}</State>
        </>
      }
      sentence={
        <>
          <span className={TONE_CLASSES[health.tone]}>{environment.healthSentence}</span>{" "}
          <span className={attention ? "bad-w" : undefined}>{environment.stateSentence}</span>
        </>
      }
      facts={factsOf(environment)}
    />
  );
}

function factsOf(environment: Environment): Fact[] {
  const zone = environment.timeZone;
  const facts: Fact[] = [
    { name: "Stage", value: STAGE_NAMES[environment.stage] },
    {
      name: "Release",
      value: environment.release ? (
        <Link href={`/releases/${environment.release.id}`}>{environment.release.name}</Link>
      ) : (
        "none"
      ),
    },
  ];
  if (environment.releasedAt) {
    facts.push({ name: "Since", value: <TimeInZone at={environment.releasedAt} zone={zone} /> });
  }
  facts.push({ name: "Health since", value: <TimeInZone at={environment.healthSince} zone={zone} /> });
  facts.push({
    name: "Cluster",
    value: <Link href={`/clusters/${environment.cluster.id}`}>{environment.cluster.name}</Link>,
  });
  if (environment.hostname) {
    facts.push({ name: "Address", value: <span className="mono">{environment.hostname}</span> });
  }
  return facts;
}
