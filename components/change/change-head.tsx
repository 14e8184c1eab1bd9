import Link from "next/link";
import type { ReactNode } from "react";
import { lapsedApprovals } from "@/components/change/lapsed";
import { CHANGE_WORDS, CLASS_WORDS } from "@/components/change/words";
import { Digest } from "@/components/patterns/digest";
import { type Fact, PageHead } from "@/components/patterns/page-head";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { Tag } from "@/components/ui/tag";
import type { Change } from "@/lib/contracts/api/resources/change";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

/** Title, state, and the sentence: what moves where, and what stands in the way. */
export function ChangeHead({ change }: { change: Change }) {
  const words = CHANGE_WORDS[change.state];
  const lapsed = lapsedApprovals(change).size > 0;
  return (
    <PageHead
      title={change.title}
      state={
        <>
          <State tone={words.tone}>{words.word}</State>
          <Tag>{CLASS_WORDS[change.class]}</Tag>
          {lapsed ? <Tag tone="warn">Approval lapsed</Tag> : null}
          {change.schemaChange ? <Tag tone="warn">Schema change</Tag> : null}
        </>
      }
      sentence={
        <>
          {moveSentence(change)} {moduleSentence(change)} <GateSentence change={change} />
        </>
      }
      facts={factsOf(change)}
    />
  );
}

function moveSentence(change: Change): string {
  const place = `${change.tenant.name}, ${change.environment.name} (${STAGE_NAMES[change.environment.stage]})`;
  const from = change.runningRelease;
  if (from === null) return `Brings ${place} its first release, ${change.release.name}.`;
  if (from.id === change.release.id) return `${place} runs ${change.release.name}.`;
  return `Moves ${place} from ${from.name} to ${change.release.name}.`;
}

function moduleSentence(change: Change): string {
  const differ = change.modules.length;
  const migrate = change.modules.filter((module) => module.schemaChange).length;
  if (differ === 0) return "No module differs.";
  const modules = differ === 1 ? "One module differs" : `${differ} modules differ`;
  if (migrate === 0) return `${modules}; the schema stays as it is.`;
  return migrate === 1
    ? `${modules}; one migrates the schema.`
    : `${modules}; ${migrate} migrate the schema.`;
}

const OPEN_STATES: readonly Change["state"][] = ["draft", "submitted", "in_review", "approved", "scheduled"];

function GateSentence({ change }: { change: Change }): ReactNode {
  if (!OPEN_STATES.includes(change.state)) {
    const bad = change.state === "failed" || change.state === "rejected";
    const tone = bad ? "bad-w" : change.state === "rolled_back" ? "warn-w" : undefined;
    return change.outcome ? <span className={tone}>{change.outcome}</span> : null;
  }
  const failing = change.gates.filter((gate) => gate.verdict === "fail");
  const first = failing[0];
  const { wait } = change.schedule;
  // Its gates are asked for the time it waits for.
  if (wait !== null)
    return (
      <>
        <b>
          Starts by itself on <TimeInZone at={wait.wakeAt} zone={change.environment.timeZone} />.
        </b>{" "}
        {first ? <Stopping change={change} failing={failing} verb="would stop" /> : null}
      </>
    );
  if (!first)
    return (
      <b>
        {change.gates.every((gate) => gate.verdict === "pass") ? "Every gate passes." : "No gate stops it."}
      </b>
    );
  return <Stopping change={change} failing={failing} verb={failing.length > 1 ? "stop" : "stops"} />;
}

type StoppingProps = { change: Change; failing: Change["gates"]; verb: string };

function Stopping({ change, failing: [first, ...more], verb }: StoppingProps): ReactNode {
  if (first === undefined) return null;
  return (
    <span className="bad-w">
      {more.length === 0 ? "One" : more.length + 1} of {change.gates.length} gates {verb} it
      {more.length === 0 ? null : ", first"}: <a href={`#gate-${first.id}`}>{first.title}</a>.
    </span>
  );
}

function factsOf(change: Change): Fact[] {
  const facts: Fact[] = [
    { name: "Asked by", value: change.requester.name },
    {
      name: "Environment",
      value: <Link href={`/environments/${change.environment.id}`}>{change.environment.name}</Link>,
    },
    { name: "Release", value: <Link href={`/releases/${change.release.id}`}>{change.release.name}</Link> },
    { name: "Image", value: <Digest value={change.release.digest} /> },
  ];
  if (change.train) {
    const { id, number, ring } = change.train;
    facts.push({ name: ring, value: <Link href={`/trains/${id}`}>{number}</Link> });
  }
  if (change.incident) {
    const { id, number } = change.incident;
    facts.push({ name: "Mends", value: <Link href={`/incidents/${id}`}>{number}</Link> });
  }
  if (change.submittedAt) {
    facts.push({
      name: "Submitted",
      value: <TimeInZone at={change.submittedAt} zone={change.environment.timeZone} />,
    });
  }
  return facts;
}
