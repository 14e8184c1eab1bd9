import Link from "next/link";
import { Section } from "@/components/patterns/section";
import { messages } from "@/components/risk/messages";
import { Tag } from "@/components/ui/tag";
import type { Conflict } from "@/lib/contracts/api/resources/risk";

const text = messages.change;
const PATHS = { change: "/changes", train: "/trains" } as const;

/** Whoever else is on the environment, its cluster, its database server, or needs the same people. */
export function ConflictsSection({ conflicts }: { conflicts: readonly Conflict[] }) {
  return (
    <Section title={text.conflicts}>
      {conflicts.length === 0 ? (
        <p className="prose">{text.none}</p>
      ) : (
        <ul className="conflict-list">
          {conflicts.map(({ kind, sentence, subject }) => (
            <li key={`${kind} ${sentence}`}>
              <Tag tone="warn">{text.kinds[kind]}</Tag> {sentence}{" "}
              {subject === null ? null : (
                <Link className="underlined" href={`${PATHS[subject.kind]}/${subject.id}`}>
                  {subject.number}
                </Link>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
