"use client";

import type { LogFilter } from "@/components/log/use-logs";
import { messages, SEVERITY_CHOICES, WINDOW_CHOICES } from "@/components/log/words";
import { Choice, FilterBar, SearchBox } from "@/components/patterns/filter-bar";

type LogFiltersProps = {
  filter: LogFilter;
  pods: readonly string[];
  onChange: (filter: LogFilter) => void;
  following: boolean;
};

/** Of which window, which pod, how loud, and with which text. */
export function LogFilters({ filter, pods, onChange, following }: LogFiltersProps) {
  const find = <Value extends string>(choices: readonly { value: Value }[], value: string, other: Value) =>
    choices.find((choice) => choice.value === value)?.value ?? other;
  return (
    <FilterBar>
      <SearchBox
        label={messages.search}
        value={filter.text}
        onSearch={(text) => onChange({ ...filter, text })}
      />
      {following ? null : (
        <Choice
          label={messages.window}
          value={filter.window}
          choices={WINDOW_CHOICES}
          onChoose={(value) => onChange({ ...filter, window: find(WINDOW_CHOICES, value, "15m") })}
        />
      )}
      <Choice
        label={messages.severity}
        value={filter.severity}
        choices={SEVERITY_CHOICES}
        onChoose={(value) => onChange({ ...filter, severity: find(SEVERITY_CHOICES, value, "debug") })}
      />
      <Choice
        label={messages.pod}
        value={filter.pod}
        choices={[{ value: "", label: messages.allPods }, ...pods.map((pod) => ({ value: pod, label: pod }))]}
        onChoose={(pod) => onChange({ ...filter, pod })}
      />
    </FilterBar>
  );
}
