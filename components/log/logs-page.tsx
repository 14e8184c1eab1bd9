"use client";

import { useState } from "react";
import { LogFilters } from "@/components/log/log-filters";
import { TimeAxis } from "@/components/log/time-axis";
import { type LogFilter, useLiveLines, useLogs } from "@/components/log/use-logs";
import { levelOf, messages } from "@/components/log/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Forbidden } from "@/components/patterns/forbidden";
import { LoadingState } from "@/components/patterns/loading-state";
import { LogView, type LogLine as ShownLine } from "@/components/patterns/log-view";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { LogLine, LogPage, LogPlace } from "@/lib/contracts/api/resources/log";
import { isAtLeast } from "@/lib/domain/log/line";

const FIRST: LogFilter = { window: "15m", pod: "", severity: "debug", text: "" };

/** What an environment's pods write: searched over a window, or followed as it is written. */
export function LogsPage({ place }: { place: LogPlace }) {
  const { environment, tenant, source, can } = place;
  if (!can.read.allowed) {
    const back = { href: `/environments/${environment.id}`, label: environment.name };
    return <Forbidden here={messages.title} reason={can.read.reason} back={back} />;
  }
  return (
    <Page
      trail={[
        { label: tenant.name, href: `/tenants/${tenant.id}` },
        { label: environment.name, href: `/environments/${environment.id}` },
      ]}
      here={messages.title}
    >
      <PageHead
        title={`${messages.title} of ${environment.name}`}
        sentence={`${messages.sentence(source)} ${messages.audited}`}
      />
      <Readable place={place} />
    </Page>
  );
}

function Readable({ place: { environment, pods } }: { place: LogPlace }) {
  const [filter, setFilter] = useState(FIRST);
  const [following, setFollowing] = useState(false);
  const query = useLogs(environment.id, filter, !following);
  const live = useLiveLines(environment.id, filter.pod, following);
  const told = following ? [...live.silent, ...(live.end === null ? [] : [live.end])] : [];
  return (
    <>
      <LogFilters filter={filter} pods={pods} onChange={setFilter} following={following} />
      <div className="hand">
        <Button
          variant={following ? "plain" : "primary"}
          onClick={() => setFollowing(!following)}
          aria-pressed={following}
        >
          {following ? messages.stop : messages.follow}
        </Button>
        {following ? null : (
          <Button onClick={() => void query.refetch()} busy={query.isFetching}>
            {messages.again}
          </Button>
        )}
      </div>
      {told.length === 0 ? null : (
        <div className="receipt">
          <Notice tone="warn" live action={<Button onClick={live.again}>{messages.followAgain}</Button>}>
            {told.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </Notice>
        </div>
      )}
      {following ? (
        <Lines
          mixed={filter.pod === ""}
          lines={live.lines.filter((line) => fits(line, filter))}
          state={messages.followState(live.left)}
          zone={environment.timeZone}
          empty={messages.noneLive}
        />
      ) : (
        <>
          {query.error ? (
            <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
          ) : null}
          {query.isPending ? <LoadingState label={messages.loading} /> : null}
          {query.data === undefined ? null : (
            <Found page={query.data} zone={environment.timeZone} mixed={filter.pod === ""} />
          )}
        </>
      )}
    </>
  );
}

/** What the server leaves to the reader while lines are followed. */
const fits = ({ severity, text }: LogLine, filter: LogFilter): boolean =>
  isAtLeast(severity, filter.severity) && text.toLowerCase().includes(filter.text.toLowerCase());

function Found({ page, zone, mixed }: { page: LogPage; zone: string; mixed: boolean }) {
  const lines = page.lines.map((line, index) => ({ ...line, key: `${line.at} ${index}` }));
  return (
    <>
      {page.silent.length === 0 ? null : (
        <div className="receipt">
          <Notice tone="warn">{page.silent.join(" ")}</Notice>
        </div>
      )}
      <TimeAxis page={page} zone={zone} />
      <Lines
        mixed={mixed}
        lines={lines}
        state={messages.linesState(lines.length, page.cut)}
        zone={zone}
        empty={messages.none}
      />
    </>
  );
}

/** "web xvnql": the beginning and the end of a pod's name, which tell it from the others. */
const shortPod = (pod: string): string => {
  const parts = pod.split("-");
  return parts.length < 3 ? pod : `${parts[0]} ${parts.at(-1)}`;
};

type LinesProps = {
  /** Lines of several pods say which each; of one, it stands above them. */
  mixed: boolean;
  lines: readonly (LogLine & { key: string })[];
  state: string;
  zone: string;
  empty: string;
};

function Lines({ mixed, lines, state, zone, empty }: LinesProps) {
  const shown = lines.map(
    ({ key, at, pod, container, severity, text }): ShownLine => ({
      ...{ key, at, level: levelOf(severity) },
      part: mixed ? "" : `${pod}, ${container}`,
      text: mixed ? `${shortPod(pod)}  ${text}` : text,
    }),
  );
  return (
    <div className="pod-log">
      <LogView title={messages.lines} state={state} lines={shown} zone={zone} empty={empty} />
    </div>
  );
}
