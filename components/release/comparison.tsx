"use client";

import { useQuery } from "@tanstack/react-query";
import { FlagReasons } from "@/components/evidence/flag-reasons";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice } from "@/components/patterns/filter-bar";
import { LoadingState } from "@/components/patterns/loading-state";
import { ModuleDiff } from "@/components/patterns/module-diff";
import { Section } from "@/components/patterns/section";
import { SettingDiff } from "@/components/patterns/setting-diff";
import { useUrlFilter } from "@/components/patterns/url-filter";
import { messages } from "@/components/release/messages";
import { call } from "@/lib/client/call";
import { releaseKeys } from "@/lib/client/query-keys";
import type { Output } from "@/lib/contracts/api/registry";

export type ComparisonChoice = { id: string; name: string };
type ComparisonProps = {
  release: { id: string; name: string };
  others: readonly ComparisonChoice[];
  from: string | null;
};

const text = messages.page;

/** What differs between this release and another; the address holds the choice. */
export function Comparison({ release, others, from }: ComparisonProps) {
  const { set } = useUrlFilter({ from: from ?? undefined });
  const query = useQuery({
    queryKey: releaseKeys.comparison(release.id, from ?? ""),
    queryFn: ({ signal }) =>
      call("compareReleases", { params: { releaseId: release.id }, query: { from: from ?? "" } }, signal),
    enabled: from !== null,
  });
  const choices = [
    { value: "", label: text.compareNone },
    ...others.filter((one) => one.id !== release.id).map((one) => ({ value: one.id, label: one.name })),
  ];
  return (
    <Section
      title={query.data ? `${query.data.from.name} → ${release.name}` : text.compare}
      meta={
        query.data
          ? `${query.data.modules.length} modules differ, ${query.data.unchangedModules} do not`
          : undefined
      }
    >
      <div className="toolbar">
        <Choice
          label={text.compare}
          value={from ?? ""}
          choices={choices}
          onChoose={(value) => set("from", value)}
        />
        {from === null ? <span className="sub">{text.compareHint}</span> : null}
      </div>
      {query.error ? (
        <ErrorState error={query.error} what={text.compareFailed} onRetry={() => void query.refetch()} />
      ) : null}
      {from !== null && query.isPending ? <LoadingState label={text.comparing} /> : null}
      {query.data ? <Differences comparison={query.data} /> : null}
    </Section>
  );
}

function Differences({ comparison }: { comparison: Output<"compareReleases"> }) {
  const { modules, configuration, place, flags, untold } = comparison;
  if ([modules, configuration, place, flags, untold].every(({ length }) => length === 0))
    return <p className="prose">{text.same}</p>;
  return (
    <>
      {modules.length > 0 ? <ModuleDiff modules={modules} /> : null}
      {configuration.length > 0 ? <SettingDiff settings={configuration} label={text.settings} /> : null}
      {place.length > 0 ? <SettingDiff settings={place} label={text.placeDiffers} /> : null}
      {flags.length > 0 || untold.length > 0 ? (
        <>
          <h3 className="sub">{text.touches}</h3>
          <FlagReasons touches={comparison} />
        </>
      ) : null}
    </>
  );
}
