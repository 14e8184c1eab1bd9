import Link from "next/link";
import { isActive, OPERATION_WORDS, wordsOf } from "@/components/operation/words";
import { type Fact, PageHead } from "@/components/patterns/page-head";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import type { Operation } from "@/lib/contracts/api/resources/operation";
import { changesData, onlyReads } from "@/lib/domain/operation/name";

/** What it does where, its state, and the sentence that says how far it is or how it ended. */
export function OperationHead({ operation }: { operation: Operation }) {
  const words = OPERATION_WORDS[operation.state];
  const stateText =
    operation.state === "running" && operation.phase === "rollback" ? "Rolling back" : words.word;
  return (
    <PageHead
      title={titleOf(operation)}
      state={<State tone={words.tone}>{stateText}</State>}
      sentence={
        <>
          <span className={toneClassOf(operation)}>
            <Sentence operation={operation} />
          </span>
          {operation.reason ? ` Asked for because: ${operation.reason}` : ""}
          {operation.parkReason && operation.question === null ? ` ${operation.parkReason}` : ""}
        </>
      }
      facts={factsOf(operation)}
    />
  );
}

/** Of a pause one wants to know since when. */
function Sentence({ operation }: { operation: Operation }) {
  const { paused } = operation;
  if (paused === null) return operation.sentence;
  return (
    <>
      Paused by {paused.by} since{" "}
      <TimeInZone at={paused.since} zone={operation.environment.timeZone} form="second" />.
    </>
  );
}

function titleOf(operation: Operation): string {
  const place = `${operation.tenant.name}, ${operation.environment.name}`;
  const release = operation.release?.name ?? "a release";
  const words = wordsOf(operation);
  if (onlyReads(operation.kind) || changesData(operation.kind))
    return `${isActive(operation.state) ? words.running : words.ended} ${place}`;
  const title = `${isActive(operation.state) ? words.running : words.ended} ${release}`;
  return operation.kind === "rollback" ? `${title}, ${place}` : `${title} to ${place}`;
}

function toneClassOf(operation: Operation): string | undefined {
  if (operation.state === "failed") return "bad-w";
  if (operation.state === "rolled_back" || operation.phase === "rollback") return "warn-w";
  return undefined;
}

const ABOUT = {
  restore: { name: "Restore", path: "/restore" },
  drill: { name: "Drill", path: "/drills" },
  scratch: { name: "Scratch copy", path: "/scratch" },
  backup: { name: "Backup", path: "/backups" },
} as const;

function aboutFact({ kind, id, number }: NonNullable<Operation["about"]>): Fact {
  const { name, path } = ABOUT[kind];
  return { name, value: <Link href={`${path}/${id}`}>{number ?? "open"}</Link> };
}

function factsOf(operation: Operation): Fact[] {
  const zone = operation.environment.timeZone;
  const facts: Fact[] = [{ name: "Operation", value: <span className="mono">{operation.shortId}</span> }];
  if (operation.changeId) {
    facts.push({
      name: "Change",
      value: <Link href={`/changes/${operation.changeId}`}>{operation.changeNumber ?? "open"}</Link>,
    });
  }
  if (operation.about) facts.push(aboutFact(operation.about));
  facts.push({
    name: "Environment",
    value: <Link href={`/environments/${operation.environment.id}`}>{operation.environment.name}</Link>,
  });
  if (!onlyReads(operation.kind) && !changesData(operation.kind))
    facts.push({ name: "From", value: operation.previousRelease?.name ?? "no release" });
  const point = operation.restorePoint;
  if (point !== null && point.state === "good" && point.takenAt !== null)
    facts.push({
      name: "Restore point",
      value: (
        <Link href={`/backups/${point.backupId}`}>
          <TimeInZone at={point.takenAt} zone={zone} form="second" />
        </Link>
      ),
    });
  if (operation.startedAt) {
    facts.push({ name: "Started", value: <TimeInZone at={operation.startedAt} zone={zone} form="second" /> });
  }
  if (operation.finishedAt) {
    facts.push({ name: "Ended", value: <TimeInZone at={operation.finishedAt} zone={zone} form="second" /> });
  } else if (operation.paused === null) {
    facts.push({ name: "Ends at the latest", value: <TimeInZone at={operation.deadlineAt} zone={zone} /> });
  }
  // A question says itself until when it waits.
  if (operation.state === "parked" && operation.parkedUntil && operation.question === null)
    facts.push({
      name: "Looks again",
      value: <TimeInZone at={operation.parkedUntil} zone={zone} form="second" />,
    });
  facts.push({
    name: "Cluster",
    value: <Link href={`/clusters/${operation.cluster.id}`}>{operation.cluster.name}</Link>,
  });
  if (operation.requester) facts.push({ name: "Started by", value: operation.requester.name });
  if (operation.worker)
    facts.push({ name: "Worker", value: <span className="mono">{operation.worker}</span> });
  return facts;
}
