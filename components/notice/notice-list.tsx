"use client";

import Link from "next/link";
import { messages } from "@/components/notice/messages";
import { useReadNotice } from "@/components/notice/use-notices";
import { ErrorState } from "@/components/patterns/error-state";
import { useReader } from "@/components/patterns/reader";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import type { Notice } from "@/lib/contracts/api/resources/notice";

/** What the reader was told, with what is unread first to the eye. */
export function NoticeList({ notices }: { notices: readonly Notice[] }) {
  const mutation = useReadNotice();
  return (
    <>
      {mutation.error ? <ErrorState error={mutation.error} what={messages.readFailed} /> : null}
      <ul className="notice-list">
        {notices.map((notice) => (
          <NoticeLine
            key={notice.id}
            notice={notice}
            busy={mutation.isPending && mutation.variables === notice.id}
            onRead={() => mutation.mutate(notice.id)}
          />
        ))}
      </ul>
    </>
  );
}

type NoticeLineProps = { notice: Notice; busy: boolean; onRead: () => void };

/** Following the link is reading it too. */
function NoticeLine({ notice, busy, onRead }: NoticeLineProps) {
  const { timeZone } = useReader();
  const unread = notice.readAt === null;
  return (
    <li className={unread ? "unread" : undefined}>
      <div>
        <div className="strong">
          {notice.path === null ? (
            notice.title
          ) : (
            <Link
              className="lead-link"
              href={notice.path}
              data-row
              onClick={() => (unread ? onRead() : undefined)}
            >
              {notice.title}
            </Link>
          )}
          {unread ? <span className="sr">, {messages.unread}</span> : null}
        </div>
        <p className="t2">{notice.text}</p>
        <div className="small sub">
          <TimeInZone at={notice.at} zone={notice.environment?.timeZone ?? timeZone} />
        </div>
      </div>
      {unread ? (
        <Button variant="quiet" busy={busy} onClick={onRead} aria-label={`${messages.read}: ${notice.title}`}>
          {messages.read}
        </Button>
      ) : null}
    </li>
  );
}
