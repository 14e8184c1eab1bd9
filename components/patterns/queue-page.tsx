import type { ReactNode } from "react";
import { EmptyState } from "@/components/patterns/empty-state";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice, FilterBar, SearchBox } from "@/components/patterns/filter-bar";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import type { ApiError } from "@/lib/client/api-error";

type QueuePageProps = {
  title: string;
  sentence: ReactNode;
  /** The button that begins a new one; undefined for whoever may not. */
  begin: ReactNode;
  words: {
    title: string;
    note: string;
    waitingFor: string;
    choices: readonly { value: string; label: string }[];
    search: string;
    failed: string;
    emptyTitle: string;
    emptyFiltered: string;
    emptyAll: string;
  };
  filter: { waiting?: string | undefined; search?: string | undefined };
  /** True when anything narrows the list down. */
  filtered: boolean;
  onFilter: (name: "waiting" | "search", value: string) => void;
  failure: { error: ApiError; retry: () => void } | null;
  empty: boolean;
  table: ReactNode;
  pager: ReactNode;
  /** Ready-made filters above the list. */
  queues?: ReactNode;
};

/** A list of what waits for somebody: by what it waits for, found by words, page by page. */
export function QueuePage(props: QueuePageProps) {
  const { words, filter, failure, onFilter } = props;
  return (
    <Page here={props.title}>
      <PageHead title={props.title} state={props.begin} sentence={props.sentence} />
      <Section title={words.title} meta={words.note}>
        {props.queues}
        <FilterBar>
          <Choice
            label={words.waitingFor}
            value={filter.waiting ?? ""}
            choices={words.choices}
            onChoose={(value) => onFilter("waiting", value)}
          />
          <SearchBox
            label={words.search}
            value={filter.search ?? ""}
            onSearch={(value) => onFilter("search", value)}
          />
        </FilterBar>
        {failure === null ? null : (
          <ErrorState error={failure.error} what={words.failed} onRetry={failure.retry} />
        )}
        {props.empty ? (
          <EmptyState title={words.emptyTitle}>
            {props.filtered ? words.emptyFiltered : words.emptyAll}
          </EmptyState>
        ) : (
          props.table
        )}
        {props.pager}
      </Section>
    </Page>
  );
}
