"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { messages as text } from "@/components/change/governance-messages";
import { ErrorState } from "@/components/patterns/error-state";
import { SearchBox } from "@/components/patterns/filter-bar";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { call } from "@/lib/client/call";
import { changeKeys } from "@/lib/client/query-keys";
import type { ListedApprover } from "@/lib/contracts/api/resources/governance";

const PAGE = 20;

/** Those who decide here and are too many to be named at once: found by name, or page by page. */
export function MoreApprovers({ changeId, more }: { changeId: string; more: number }) {
  const [search, setSearch] = useState("");
  const [cursor, setCursor] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const query = useQuery({
    queryKey: changeKeys.approvers(changeId, search, cursor ?? ""),
    queryFn: ({ signal }) => {
      const asked = { limit: PAGE, ...(search && { search }), ...(cursor !== null && { cursor }) };
      return call("listApprovers", { params: { changeId }, query: asked }, signal);
    },
    enabled: open,
    placeholderData: keepPreviousData,
  });
  const find = (wanted: string) => {
    setCursor(null);
    setSearch(wanted);
  };
  return (
    <details className="pad-top" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="small">{text.more(more)}</summary>
      <div className="pad-top">
        <SearchBox label={text.findApprover} value={search} onSearch={find} />
      </div>
      {query.error ? (
        <ErrorState error={query.error} what={text.approversFailed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.data?.items.length === 0 ? <p className="prose pad-top">{text.noApprover}</p> : null}
      <ul className="people">
        {query.data?.items.map((person) => (
          <ApproverLine key={person.id} person={person} />
        ))}
      </ul>
      <div className="row-tags pad-top">
        {cursor === null ? null : <Button onClick={() => setCursor(null)}>{text.firstApprovers}</Button>}
        {query.data?.nextCursor ? (
          <Button onClick={() => setCursor(query.data.nextCursor)}>{text.nextApprovers}</Button>
        ) : null}
      </div>
    </details>
  );
}

function ApproverLine({ person: { name, role, reason } }: { person: ListedApprover }) {
  const may = reason === null;
  return (
    <li>
      <Glyph tone={may ? "wait" : "unknown"} label={may ? text.may : text.cannot} />
      <span className="strong">{name}</span>
      <span className="t2">{may ? role : `${role}: ${reason}`}</span>
      <span className="sub">{may ? text.may : ""}</span>
    </li>
  );
}
