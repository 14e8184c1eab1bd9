"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messages } from "@/components/calendar/messages";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { useReader } from "@/components/patterns/reader";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { calendarKeys } from "@/lib/client/query-keys";
import type { CalendarFeed, NewCalendarFeed } from "@/lib/contracts/api/resources/calendar-file";

const text = messages.feeds;

type FeedsProps = { narrowed: { tenantId?: string; environmentId?: string }; onClose: () => void };
type Asked = { kind: "make"; name: string } | { kind: "rotate" | "revoke"; feed: CalendarFeed };

/** One's own addresses for calendar programs; a new token is shown once. */
export function FeedsDialog({ narrowed, onClose }: FeedsProps) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [made, setMade] = useState<NewCalendarFeed | null>(null);
  const feeds = useQuery<{ items: CalendarFeed[] }, ApiError>({
    queryKey: calendarKeys.feeds,
    queryFn: ({ signal }) => call("listCalendarFeeds", {}, signal),
  });
  const act = useMutation<NewCalendarFeed | null, ApiError, Asked>({
    mutationFn: async (asked) => {
      if (asked.kind === "make")
        return call("createCalendarFeed", { body: { name: asked.name, ...narrowed } });
      const params = { feedId: asked.feed.id };
      if (asked.kind === "rotate") return call("rotateCalendarFeed", { params });
      await call("revokeCalendarFeed", { params });
      return null;
    },
    onSuccess: (feed) => {
      setMade(feed);
      setName("");
      void client.invalidateQueries({ queryKey: calendarKeys.feeds });
    },
  });
  const short = name.trim().length < 2;
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.title}
      description={text.note}
      footer={
        <>
          <Button onClick={onClose}>{text.close}</Button>
          <Button
            variant="primary"
            disabledReason={short ? text.nameHint : null}
            busy={act.isPending}
            onClick={() => act.mutate({ kind: "make", name: name.trim() })}
          >
            {text.make}
          </Button>
        </>
      }
    >
      <div className="stack-2">
        {feeds.error ? <ErrorState error={feeds.error} what={text.failed} /> : null}
        {feeds.isPending ? <LoadingState label={text.loading} /> : null}
        {feeds.data?.items.length === 0 ? <p className="prose">{text.none}</p> : null}
        <ul className="rowlist cal-feeds">
          {feeds.data?.items.map((feed) => (
            <Feed key={feed.id} feed={feed} busy={act.isPending} onAct={(asked) => act.mutate(asked)} />
          ))}
        </ul>
        {made === null ? null : <Made feed={made} />}
        <TextField
          label={text.name}
          hint={text.nameHint}
          value={name}
          maxLength={80}
          onChange={({ target }) => setName(target.value)}
        />
        {act.error ? <ErrorState error={act.error} what={text.failed} /> : null}
      </div>
    </Dialog>
  );
}

type FeedProps = { feed: CalendarFeed; busy: boolean; onAct: (asked: Asked) => void };

function Feed({ feed, busy, onAct }: FeedProps) {
  const { timeZone } = useReader();
  const shows = feed.environment?.name ?? feed.tenant?.name ?? text.everything;
  return (
    <li>
      <span>
        <span className="strong">{feed.name}</span> <span className="sub small">{shows}</span>
        <div className="sub small">
          {feed.lastReadAt === null ? (
            text.never
          ) : (
            <>
              {text.read} <TimeInZone at={feed.lastReadAt} zone={timeZone} />
            </>
          )}
          {" · "}
          {text.ends} <TimeInZone at={feed.expiresAt} zone={timeZone} form="day" />
        </div>
      </span>
      <span className="row">
        <Button
          variant="quiet"
          busy={busy}
          aria-label={`${text.rotate}: ${feed.name}`}
          onClick={() => onAct({ kind: "rotate", feed })}
        >
          {text.rotate}
        </Button>
        <Button
          variant="quiet"
          busy={busy}
          aria-label={`${text.revoke}: ${feed.name}`}
          onClick={() => onAct({ kind: "revoke", feed })}
        >
          {text.revoke}
        </Button>
      </span>
    </li>
  );
}

function Made({ feed }: { feed: NewCalendarFeed }) {
  const address = `${window.location.origin}${feed.path}`;
  return (
    <Notice tone="good" live>
      <p>{text.once}</p>
      <TextField
        label={text.address}
        className="input mono"
        readOnly
        value={address}
        onFocus={({ target }) => target.select()}
      />
    </Notice>
  );
}
