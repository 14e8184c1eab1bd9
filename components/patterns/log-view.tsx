"use client";

import { Fragment, useEffect, useRef } from "react";
import { ScrollRegion } from "@/components/patterns/scroll-region";
import { momentText } from "@/lib/client/time-text";

export type LogLine = {
  key: string;
  at: string;
  /** What the line belongs to, in words; empty for what belongs to the whole. */
  part: string;
  level: "info" | "warn" | "error";
  text: string;
};

type LogViewProps = { title: string; state: string; lines: readonly LogLine[]; zone: string; empty: string };

const CLASSES: Record<LogLine["level"], string | undefined> = { info: undefined, warn: "w", error: "e" };

/** How close to the end counts as "reading the newest", in pixels. */
const NEAR_END = 48;

/** Time and text, under the name of the part each line belongs to. Follows the newest line unless the reader scrolled up. */
export function LogView({ title, state, lines, zone, empty }: LogViewProps) {
  const region = useRef<HTMLElement>(null);
  const follows = useRef(true);
  const newest = lines.at(-1)?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when a line arrives, which `newest` stands for.
  useEffect(() => {
    const element = region.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, [newest]);
  const onScroll = () => {
    const element = region.current;
    if (element) follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
  };
  return (
    <div className="log">
      <header>
        <b className="strong">{title}</b>
        <span>{state}</span>
        <span className="right">{lines.length === 1 ? "1 line" : `${lines.length} lines`}</span>
      </header>
      <ScrollRegion className="log-lines" label={title} ref={region} onScroll={onScroll}>
        {lines.length === 0 ? (
          <p>{empty}</p>
        ) : (
          <ol>
            {headed(lines).map(({ line, heading }) => (
              <Fragment key={line.key}>
                {heading === null ? null : <li className="part">{heading}</li>}
                <li className={CLASSES[line.level]}>
                  <span>{momentText(Date.parse(line.at), zone, "clock-second").text}</span>
                  <span>{line.text}</span>
                </li>
              </Fragment>
            ))}
          </ol>
        )}
      </ScrollRegion>
    </div>
  );
}

/** Each line with the name of the part that begins with it; what belongs to the whole interrupts no part. */
function headed(lines: readonly LogLine[]): readonly { line: LogLine; heading: string | null }[] {
  let current = "";
  return lines.map((line) => {
    const begins = line.part !== "" && line.part !== current;
    if (begins) current = line.part;
    return { line, heading: begins ? line.part : null };
  });
}
