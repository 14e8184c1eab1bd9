"use client";

import Link from "next/link";
import { QuarantineNotice } from "@/components/evidence/quarantine";
import { ReleaseEvidenceSection } from "@/components/evidence/release-evidence";
import { Digest } from "@/components/patterns/digest";
import { ErrorState } from "@/components/patterns/error-state";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { useReader } from "@/components/patterns/reader";
import { ScrollRegion } from "@/components/patterns/scroll-region";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Comparison, type ComparisonChoice } from "@/components/release/comparison";
import { messages } from "@/components/release/messages";
import { ReleaseEffects } from "@/components/release/release-effects";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import { call } from "@/lib/client/call";
import { releaseKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Output } from "@/lib/contracts/api/registry";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";

type Release = Output<"getRelease">;
const text = messages.page;

type ReleasePageProps = {
  seed: Release;
  seededAt: number;
  others: readonly ComparisonChoice[];
  /** The release to compare with, from the address. */
  from: string | null;
};

/** One release: what is in it, where it runs, what it passed, and how it differs from another. */
export function ReleasePage({ seed, seededAt, others, from }: ReleasePageProps) {
  const reader = useReader();
  const query = useSeededQuery({
    queryKey: releaseKeys.one(seed.id),
    queryFn: ({ signal }) => call("getRelease", { params: { releaseId: seed.id } }, signal),
    seed,
    seededAt,
  });
  const release = query.data ?? seed;
  const action = reader.can.draftChange.allowed ? (
    <LinkButton href={`/changes/new?releaseId=${release.id}`} keyHint="n">
      {text.deploy}
    </LinkButton>
  ) : null;
  return (
    <Page trail={[{ label: messages.releases, href: "/releases" }]} here={release.name}>
      <PageHead
        title={release.name}
        state={
          <>
            <Tag>{messages.lines[release.line]}</Tag>
            {action}
          </>
        }
        sentence={sentenceOf(release)}
        facts={[
          { name: "Image", value: <Digest value={release.digest} /> },
          { name: "Repository", value: <span className="mono">{release.repository}</span> },
          { name: "Source", value: <Digest value={release.sourceRevision} label="revision" /> },
          { name: "Registered", value: <TimeInZone at={release.createdAt} zone={reader.timeZone} /> },
        ]}
      />
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      <QuarantineNotice name={release.name} quarantine={release.quarantine} />
      {release.warnings.length === 0 ? null : (
        <Notice tone="warn">
          {release.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </Notice>
      )}
      <Comparison release={release} others={others} from={from} />
      <div className="cols two-cols">
        <RunsOn release={release} />
        <Passed release={release} />
      </div>
      <ReleaseEffects releaseId={release.id} />
      <ReleaseEvidenceSection release={release} />
      <Section title={text.modules} meta={text.toldMeta(release.modules)}>
        <ul className="module-list">
          {release.modules.map((module) => (
            <li key={module.name}>
              <span>
                <span className="mono strong">{module.name}</span>
                {module.told === null ? null : <span className="t2 told">{toldWords(module.told)}</span>}
              </span>
              <span>
                {module.schemaChange ? <Tag tone="warn">schema</Tag> : null}{" "}
                <span className="mono sub">{module.version}</span>
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Configuration release={release} />
      <Place release={release} />
      {release.notes ? (
        <Section title={text.notes}>
          <p className="prose">{release.notes}</p>
        </Section>
      ) : null}
    </Page>
  );
}

function sentenceOf(release: Release): string {
  const schema = release.modules.filter((module) => module.schemaChange).length;
  const modules = `${release.moduleCount === 1 ? "One module" : `${release.moduleCount} modules`}`;
  const moves =
    schema === 0
      ? "none moves the schema"
      : schema === 1
        ? "one moves the schema"
        : `${schema} move the schema`;
  const places = release.runsOn.length;
  const runs =
    places === 0
      ? "It runs nowhere yet."
      : `It runs on ${places === 1 ? "one environment" : `${places} environments`}.`;
  return `${modules}, of which ${moves}. ${runs}`;
}

/** What CI told of a module, as far as there is any of it. */
function toldWords(told: NonNullable<Release["modules"][number]["told"]>): string {
  const many = (count: number, one: string, more: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];
  const parts = [
    ...many(told.models, "model", "models"),
    ...many(told.fields, "field", "fields"),
    ...many(told.dataFiles, "data file", "data files"),
    ...many(told.securityFiles, "security file", "security files"),
    ...many(told.scheduledJobs, "scheduled job", "scheduled jobs"),
    ...(told.endpoints.length === 0 ? [] : [`speaks to ${told.endpoints.join(", ")}`]),
    ...(told.python.length === 0 ? [] : [`needs ${told.python.join(", ")}`]),
    ...(told.authentication ? ["takes part in signing in"] : []),
  ];
  return parts.length === 0 ? text.toldNothing : parts.join(" · ");
}

function Place({ release }: { release: Release }) {
  if (release.extras === null) return null;
  const { ingress, resources, python } = release.extras;
  const lines = [
    ...Object.entries(ingress).map(([key, value]) => `ingress.${key} = ${value}`),
    ...Object.entries(resources).map(([key, value]) => `resources.${key} = ${value}`),
    ...python.map((one) => `python: ${one}`),
  ];
  return (
    <Section title={text.place} meta={lines.length}>
      {lines.length === 0 ? (
        <p className="prose">{text.placeNone}</p>
      ) : (
        <ScrollRegion className="codeblock" label={text.placeText}>
          {lines.join("\n")}
        </ScrollRegion>
      )}
    </Section>
  );
}

function RunsOn({ release }: { release: Release }) {
  return (
    <Section title={text.runs} meta={release.runsOn.length}>
      {release.runsOn.length === 0 ? <p className="prose">{text.runsNowhere}</p> : null}
      <ul className="rowlist pairs">
        {release.runsOn.map((place) => (
          <li key={place.id}>
            <Link href={`/environments/${place.id}`} data-row>
              {place.tenant.name}, {place.name}
            </Link>
            <span className="t2">{STAGE_NAMES[place.stage]}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Passed({ release }: { release: Release }) {
  const { timeZone } = useReader();
  return (
    <Section title={text.passed} meta={release.passed.length}>
      {release.passed.length === 0 ? <p className="prose">{text.passedNone}</p> : null}
      <ul className="rowlist pairs">
        {release.passed.map((pass) => (
          <li key={`${pass.tenant.id} ${pass.stage}`}>
            <span>
              {pass.tenant.name}, {STAGE_NAMES[pass.stage]}
            </span>
            <span className="t2">
              <TimeInZone at={pass.at} zone={timeZone} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Configuration({ release }: { release: Release }) {
  const settings = Object.entries(release.configuration);
  return (
    <Section title={text.configuration} meta={settings.length}>
      {settings.length === 0 ? (
        <p className="prose">{text.configurationNone}</p>
      ) : (
        <ScrollRegion className="codeblock" label={text.settingsText}>
          {settings.map(([key, value]) => `${key} = ${value}`).join("\n")}
        </ScrollRegion>
      )}
    </Section>
  );
}
