"use client";

import Link from "next/link";
import { STATE_WORDS } from "@/components/health/words";
import { Pager } from "@/components/patterns/data-table";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { hrefWith, useUrlFilter } from "@/components/patterns/url-filter";
import { Glyph } from "@/components/ui/glyph";
import { messages, board as text } from "@/components/workflow/words";
import { call } from "@/lib/client/call";
import { workflowBoardKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Input } from "@/lib/contracts/api/registry";
import type { WorkflowBoard, WorkflowBoardRow } from "@/lib/contracts/api/resources/workflow";
import { WORKFLOW_IDS, WORKFLOWS } from "@/lib/domain/health/domains";

export type BoardFilter = Omit<Input<"getWorkflowBoard">["query"], "limit">;
type BoardPageProps = { filter: BoardFilter; seed: WorkflowBoard; seededAt: number };

/** What the business does, everywhere: what works and what does not at a glance. */
export function BoardPage({ filter, seed, seededAt }: BoardPageProps) {
  const { set } = useUrlFilter(filter);
  const query = useSeededQuery({
    queryKey: workflowBoardKeys.list(filter),
    queryFn: ({ signal }) => call("getWorkflowBoard", { query: filter }, signal),
    seed,
    seededAt,
  });
  const { items, nextCursor } = query.data ?? seed;
  const hurting = filter.hurting === "true";
  const filtered = hurting || filter.search !== undefined;
  return (
    <Page here={messages.title}>
      <PageHead title={messages.title} sentence={text.sentence} />
      <FilterBar>
        <SearchBox
          label={text.search}
          value={filter.search ?? ""}
          onSearch={(value) => set("search", value)}
        />
        <Link
          href={hrefWith("/workflows", {
            ...filter,
            cursor: undefined,
            hurting: hurting ? undefined : "true",
          })}
        >
          {hurting ? text.all : text.hurting}
        </Link>
      </FilterBar>
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {items.length === 0 ? (
        <EmptyState title={filtered ? text.noneFiltered : text.none}>{text.noneMore}</EmptyState>
      ) : (
        <Board rows={items} />
      )}
      <Pager path="/workflows" filter={filter} shown={items.length} nextCursor={nextCursor} />
    </Page>
  );
}

function Board({ rows }: { rows: readonly WorkflowBoardRow[] }) {
  return (
    <table className="table stack">
      <caption className="sr">{messages.title}</caption>
      <thead>
        <tr>
          <th scope="col">{text.environment}</th>
          {WORKFLOW_IDS.map((id) => (
            <th key={id} scope="col">
              {text.short[id]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <BoardRow key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function BoardRow({ row: { id, name, tenant, workflows } }: { row: WorkflowBoardRow }) {
  const hurting = workflows.filter(({ state }) => state === "bad" || state === "warn");
  const place = `/environments/${id}/workflows`;
  return (
    <tr>
      <td className="full">
        <Link className="lead-link" href={place} data-row>
          {name}
        </Link>
        <span className="sub">, {tenant.name}</span>
        {hurting.map((workflow) => (
          <div key={workflow.id}>{workflow.sentence}</div>
        ))}
      </td>
      {WORKFLOW_IDS.map((workflow) => {
        const found = workflows.find((each) => each.id === workflow);
        return (
          <td key={workflow} data-label={WORKFLOWS[workflow]}>
            {found === undefined ? (
              <span className="sub">–</span>
            ) : (
              <Link className="plain" href={`${place}/${workflow}`} title={found.sentence} prefetch={false}>
                <Glyph
                  tone={STATE_WORDS[found.state].tone}
                  label={`${WORKFLOWS[workflow]}: ${STATE_WORDS[found.state].word}`}
                />
              </Link>
            )}
          </td>
        );
      })}
    </tr>
  );
}
