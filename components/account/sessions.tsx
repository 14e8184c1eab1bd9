"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { messages } from "@/components/account/messages";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { useReader } from "@/components/patterns/reader";
import { Section } from "@/components/patterns/section";
import { RelativeTime, TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Tag } from "@/components/ui/tag";
import { call } from "@/lib/client/call";
import { sessionKeys } from "@/lib/client/query-keys";
import type { SessionInfo } from "@/lib/contracts/api/resources/platform";

type SessionsProps = { sessions: readonly SessionInfo[]; error: Error | null; onRetry: () => void };

/** Names a browser by its user agent: "Firefox on Linux". */
export function browserName(userAgent: string): string {
  const browsers = [
    ["Edg/", "Edge"],
    ["Firefox/", "Firefox"],
    ["HeadlessChrome/", "Chromium without a window"],
    ["Chrome/", "Chrome"],
    ["Safari/", "Safari"],
  ] as const;
  const systems = [
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    ["Android", "Android"],
    ["Windows", "Windows"],
    ["Mac OS", "macOS"],
    ["Linux", "Linux"],
  ] as const;
  const browser = browsers.find(([mark]) => userAgent.includes(mark))?.[1];
  const system = systems.find(([mark]) => userAgent.includes(mark))?.[1];
  if (!browser) return userAgent.slice(0, 60) || messages.unknownAgent;
  return system ? `${browser} on ${system}` : browser;
}

/** Browsers in which I am signed in; any but this one can be ended here. */
export function Sessions({ sessions, error, onRetry }: SessionsProps) {
  const { timeZone } = useReader();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: (sessionId: string) => call("revokeSession", { params: { sessionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionKeys.all }),
  });
  const columns: readonly Column<SessionInfo>[] = [
    {
      id: "browser",
      header: "Browser",
      phone: "full",
      cell: (session) => (
        <>
          <span className="strong">{browserName(session.userAgent)}</span>{" "}
          {session.current ? <Tag>{messages.here}</Tag> : null}
        </>
      ),
    },
    {
      id: "seen",
      header: "Last seen",
      cell: (session) => <RelativeTime at={session.lastSeenAt} zone={timeZone} />,
    },
    {
      id: "opened",
      header: "Signed in",
      className: "nb",
      cell: (session) => <TimeInZone at={session.createdAt} zone={timeZone} />,
    },
    {
      id: "ends",
      header: "Ends",
      className: "nb",
      cell: (session) => <TimeInZone at={session.expiresAt} zone={timeZone} />,
    },
    {
      id: "end",
      header: <span className="sr">{messages.end}</span>,
      number: true,
      phone: "full",
      cell: (session) => (
        <Button
          variant="danger"
          busy={end.isPending && end.variables === session.id}
          disabledReason={session.current ? messages.endHere : null}
          aria-label={messages.endLabel(browserName(session.userAgent))}
          onClick={() => end.mutate(session.id)}
        >
          {messages.end}
        </Button>
      ),
    },
  ];
  return (
    <Section title={messages.sessions} meta={messages.sessionsNote}>
      {error ? <ErrorState error={error} what={messages.failed} onRetry={onRetry} /> : null}
      {end.error ? <ErrorState error={end.error} what={messages.endFailed} /> : null}
      {end.isSuccess ? (
        <div className="receipt">
          <Notice tone="good" live>
            {messages.ended}
          </Notice>
        </div>
      ) : null}
      <DataTable
        caption={messages.sessions}
        columns={columns}
        rows={sessions}
        rowKey={(session) => session.id}
      />
    </Section>
  );
}
