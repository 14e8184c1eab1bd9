"use client";

import { useEffect, useRef } from "react";
import { momentText } from "@/lib/client/time-text";

export type LogLine = {
  key: string;
  at: string;
  kind: string;
  level: "info" | "warn" | "error";
  text: string;
};

type LogViewProps = { title: string; state: string; lines: readonly LogLine[]; zone: string; empty: string };

const CLASSES: Record<LogLine["level"], string | undefined> = { info: undefined, warn: "w", error: "e" };

/** How close to the end counts as "reading the newest", in pixels. */
const NEAR_END = 48;

/** Time, kind, text. Follows the newest line unless the reader scrolled up. */
export function LogView({ title, state, lines, zone, empty }: LogViewProps) {
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const newest = lines.at(-1)?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when a line arrives, which `newest` stands for.
  useEffect(() => {
    const element = list.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, [newest]);
  const onScroll = () => {
    const element = list.current;
    if (element) follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
  };
  return (
    <div className="log">
      <header>
        <b className="strong">{title}</b>
        <span>{state}</span>
        <span className="right">{lines.length === 1 ? "1 line" : `${lines.length} lines`}</span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <ol ref={list} onScroll={onScroll} tabIndex={0} aria-label={title}>
        {lines.length === 0 ? (
          <li>
            <span />
            <span />
            <span>{empty}</span>
          </li>
        ) : (
          lines.map((line) => (
            <li key={line.key} className={CLASSES[line.level]}>
              <span>{momentText(Date.parse(line.at), zone, "clock-second").text}</span>
              <span>{line.kind}</span>
              <span>{line.text}</span>
            </li>
          ))
        )}
      </ol>
    </div>
  );
}
