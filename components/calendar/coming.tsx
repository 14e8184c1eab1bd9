"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { KIND_WORDS, KindIcon } from "@/components/calendar/kinds";
import { messages } from "@/components/calendar/messages";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { State } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { calendarKeys } from "@/lib/client/query-keys";
import type { Coming } from "@/lib/contracts/api/resources/calendar";

const text = messages.coming;

/** What stands now or comes next, for all the reader sees, for a tenant or for one environment. */
export function ComingEvents({ tenantId, environmentId }: { tenantId?: string; environmentId?: string }) {
  const query = {
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(environmentId === undefined ? {} : { environmentId }),
  };
  const coming = useQuery({
    queryKey: calendarKeys.coming(query),
    queryFn: ({ signal }) => call("getComing", { query }, signal),
  });
  const items = coming.data?.items;
  const href = `/calendar${tenantId === undefined ? "" : `?tenantId=${tenantId}`}`;
  return (
    <Section title={text.title} meta={text.note} right={<Link href={href}>{text.all}</Link>}>
      {coming.error ? (
        <ErrorState error={coming.error} what={text.failed} onRetry={() => void coming.refetch()} />
      ) : null}
      {coming.isPending ? <LoadingState label={text.loading} /> : null}
      {items?.length === 0 ? <p className="prose">{text.none}</p> : null}
      <ul className="rowlist cal-coming">
        {items?.map((item) => (
          <ComingRow key={item.key} item={item} />
        ))}
      </ul>
    </Section>
  );
}

const STAND = { blocks: "parked", warns: "warn", opens: "good", informs: "wait" } as const;

function ComingRow({ item }: { item: Coming["items"][number] }) {
  const { kind, effect, from, until, timeZone } = item;
  return (
    <li>
      <KindIcon kind={kind} />
      <div>
        <div>
          <Link href={item.path}>{item.title}</Link>
        </div>
        <div className="sub small">
          {KIND_WORDS[kind]}
          {item.where === "" ? "" : ` · ${item.where}`}
        </div>
      </div>
      <span className="nb">
        {item.now && until !== null ? (
          <State tone={effect === null ? "running" : STAND[effect]}>
            <span>
              {text.now} <TimeInZone at={until} zone={timeZone} />
            </span>
          </State>
        ) : (
          <TimeInZone at={from} zone={timeZone} />
        )}
      </span>
    </li>
  );
}
