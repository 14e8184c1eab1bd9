"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { queueMessages as text } from "@/components/change/queue-messages";
import { hrefWith } from "@/components/patterns/url-filter";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { call } from "@/lib/client/call";
import { changeKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Output } from "@/lib/contracts/api/registry";
import { COUNTED_UP_TO, type QueueFilter } from "@/lib/contracts/api/resources/change-queue";

const KeepQueue = dynamic(() => import("@/components/change/keep-queue").then((module) => module.KeepQueue));

type Queues = Output<"listChangeQueues">;
type ChangeQueuesProps = { filter: QueueFilter; seed: Queues; seededAt: number };
type Entry = { key: string; label: string; filter: QueueFilter; count: number; isDefault: boolean };

/** Everybody's queues and one's own, each with its count and a key; and the way to keep what is shown now. */
export function ChangeQueues({ filter, seed, seededAt }: ChangeQueuesProps) {
  const [asked, setAsked] = useState(false);
  const query = useSeededQuery({
    queryKey: changeKeys.queues,
    queryFn: ({ signal }) => call("listChangeQueues", {}, signal),
    seed,
    seededAt,
  });
  const queues = query.data ?? seed;
  const entries = entriesOf(queues);
  const here = entries.find((entry) => isSame(entry.filter, filter));
  const own = queues.own.find(({ id }) => id === here?.key);
  const narrowed = !isSame(filter, {});
  return (
    <div className="queues">
      <nav className="seg policy-pages" aria-label={text.label}>
        {entries.map((entry, index) => (
          <QueueLink key={entry.key} entry={entry} at={index + 1} here={entry === here} />
        ))}
        <Link href="/changes?queue=all" aria-current={narrowed ? undefined : "page"} data-key="0">
          {text.all}
        </Link>
      </nav>
      {narrowed ? (
        <Button variant="quiet" onClick={() => setAsked(true)}>
          {own === undefined ? text.keep : text.change}
        </Button>
      ) : null}
      {asked ? (
        <KeepQueue
          filter={filter}
          own={own ?? null}
          name={here?.label ?? ""}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </div>
  );
}

function QueueLink({ entry, at, here }: { entry: Entry; at: number; here: boolean }) {
  const { label, filter, count, isDefault } = entry;
  return (
    <Link
      href={hrefWith("/changes", filter)}
      aria-current={here ? "page" : undefined}
      data-key={at < 10 ? String(at) : undefined}
      title={isDefault ? text.opens : undefined}
    >
      <span>{label}</span>
      <span className="sub num">{count >= COUNTED_UP_TO ? `${COUNTED_UP_TO}+` : count}</span>
      {at < 10 ? <Kbd>{String(at)}</Kbd> : null}
    </Link>
  );
}

/** What everybody has, then one's own; an own one that says the same stands in its place, under the same key. */
function entriesOf({ standing, own }: Queues): Entry[] {
  const mine = own.map(({ id, name, ...rest }): Entry => ({ key: id, label: name, ...rest }));
  const everybody = standing.map(({ waiting, count }): Entry => {
    const said: Entry = {
      ...{ key: waiting, label: text.standing[waiting], filter: { waiting }, count, isDefault: false },
    };
    return mine.find(({ filter }) => isSame(filter, said.filter)) ?? said;
  });
  return [...everybody, ...mine.filter((one) => !everybody.includes(one))];
}

const NAMES = ["waiting", "search", "tenantId", "environmentId"] as const;
const isSame = (one: QueueFilter, other: QueueFilter): boolean =>
  NAMES.every((name) => (one[name] ?? "") === (other[name] ?? ""));
