"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

/** Controls above a list. */
export function FilterBar({ children }: { children: ReactNode }) {
  return (
    <search className="toolbar" aria-label="Filters">
      {children}
    </search>
  );
}

type SearchBoxProps = { label: string; value: string; onSearch: (value: string) => void };

/** How long typing must rest before the list is asked, in milliseconds. */
const REST_MS = 250;

/** Searches while one types. */
export function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const latest = useRef(onSearch);
  latest.current = onSearch;
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => latest.current(text.trim()), REST_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <input
      className="input search"
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={100}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

type ChoiceProps = {
  label: string;
  value: string;
  choices: readonly { value: string; label: string }[];
  onChoose: (value: string) => void;
};

/** One filter with a fixed set of values; the empty value means "all". */
export function Choice({ label, value, choices, onChoose }: ChoiceProps) {
  return (
    <label>
      {label}
      <select className="select" value={value} onChange={(event) => onChoose(event.target.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}
