"use client";

import Link from "next/link";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { messages } from "@/components/train/messages";
import { Glyph } from "@/components/ui/glyph";
import { Tag } from "@/components/ui/tag";
import type { ApiError } from "@/lib/client/api-error";
import { durationText } from "@/lib/client/time-text";
import type { TrainImpact, TrainImpactEnvironment } from "@/lib/contracts/api/resources/train";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

const text = messages.page;

const COLUMNS: readonly Column<TrainImpactEnvironment>[] = [
  {
    id: "environment",
    header: "Environment",
    phone: "full",
    cell: (one) => (
      <>
        <span className="nb">{one.tenant.name}</span> ·{" "}
        <Link className="lead-link" href={`/environments/${one.id}`}>
          {one.name}
        </Link>
        <div className="t2">
          {STAGE_NAMES[one.stage]}, tier {one.tier.slice(-1)}
          {one.sites.length === 0 ? "" : `: ${one.sites.join(", ")}`}
        </div>
        <Findings one={one} />
      </>
    ),
  },
  {
    id: "release",
    header: "Runs now",
    className: "nb",
    cell: ({ release }) => release?.name ?? text.runsNothing,
  },
  {
    id: "how",
    header: "How",
    className: "nb",
    cell: ({ strategy, schemaChange }) => (
      <>
        {strategy}
        <div className="row-tags">{schemaChange ? <Tag tone="warn">schema</Tag> : null}</div>
      </>
    ),
  },
  {
    id: "takes",
    header: "Takes",
    className: "nb",
    number: true,
    cell: ({ expectedSeconds }) =>
      expectedSeconds === null ? "no history" : durationText(expectedSeconds * 1_000),
  },
  {
    id: "closed",
    header: "Closed",
    className: "nb",
    number: true,
    cell: ({ closedSeconds }) =>
      closedSeconds === null
        ? "no history"
        : closedSeconds === 0
          ? "no"
          : durationText(closedSeconds * 1_000),
  },
];

/** What stands in the way or is going on there, worst first. */
function Findings({ one }: { one: TrainImpactEnvironment }) {
  if (one.gates.length + one.conflicts.length === 0) return null;
  return (
    <ul className="findings">
      {one.gates.map((gate) => (
        <li key={gate.id}>
          <Glyph small tone={gate.fails ? "bad" : "warn"} label={gate.fails ? "fails" : "warns"} />
          <span>
            {gate.title}: {gate.fact} {gate.remedy}{" "}
            {gate.waivable && one.change ? (
              <Link href={`/changes/${one.change.id}#gate-${gate.id}`}>Waive it on {one.change.number}</Link>
            ) : null}
          </span>
        </li>
      ))}
      {one.conflicts.map((conflict) => (
        <li key={conflict.id}>
          <Glyph small tone="warn" label="conflict" />
          <span>{conflict.text}</span>
        </li>
      ))}
    </ul>
  );
}

type ImpactSectionProps = {
  impact: TrainImpact | undefined;
  error: ApiError | null;
  zone: string;
  onRetry: () => void;
};

/** Whom the train touches, before anything is: to be looked at by whoever decides and whoever starts. */
export function ImpactSection({ impact, error, zone, onRetry }: ImpactSectionProps) {
  const meta =
    impact === undefined ? undefined : (
      <>
        {totalsText(impact)} · evaluated{" "}
        <TimeInZone at={impact.evaluatedAt} zone={zone} form="clock-second" />
      </>
    );
  return (
    <Section title={text.impact} meta={meta}>
      {error === null ? null : <ErrorState error={error} what={text.impactFailed} onRetry={onRetry} />}
      {impact === undefined && error === null ? <LoadingState label={text.impactLoading} /> : null}
      {(impact?.rings ?? []).map((ring) => (
        <div key={ring.position} className="lane impact">
          <header>
            <h3>{ring.name}</h3>
            <span className="sub small">{bakeText(ring.bakeSeconds)}</span>
          </header>
          <DataTable
            caption={`${text.impact}: ${ring.name}`}
            columns={COLUMNS}
            rows={ring.environments}
            rowKey={({ id }) => id}
          />
        </div>
      ))}
    </Section>
  );
}

const bakeText = (seconds: number): string =>
  seconds === 0 ? "no bake time" : `bakes ${durationText(seconds * 1_000)}`;

const plural = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

function totalsText({ totals }: TrainImpact): string {
  const parts = [
    plural(totals.tenants, "tenant"),
    plural(totals.sites, "site"),
    `${plural(totals.environments, "environment")}, ${totals.production} production`,
    totals.schemaChanges === 0 ? "" : `${totals.schemaChanges} with a schema change`,
    totals.failing === 0 ? "no gate fails" : `${totals.failing} with failing gates`,
  ];
  return parts.filter(Boolean).join(" · ");
}
