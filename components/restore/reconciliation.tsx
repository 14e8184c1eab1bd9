import { type Column, DataTable } from "@/components/patterns/data-table";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { figureText, RECORD_WORDS, unreadWords, VERDICT_WORDS } from "@/components/restore/words";
import { Tag } from "@/components/ui/tag";
import type { Reconciliation as Facts } from "@/lib/contracts/api/resources/restore";

type Line = Facts["lines"][number];

/** After an undo what was restored lives no more. */
const restoredName = (undone: boolean) => (undone ? "Restored" : "Now");

type Wording = { undone: boolean; record: (typeof RECORD_WORDS)[Facts["record"]]; gap: string };

const columnsOf = ({ undone, record, gap }: Wording): readonly Column<Line>[] => [
  { id: "what", header: "Figure", phone: "full", cell: ({ title }) => title },
  {
    id: "recorded",
    header: record.column,
    number: true,
    phone: "label",
    cell: (line) => figureText(line.recorded),
  },
  {
    id: "after",
    header: restoredName(undone),
    number: true,
    phone: "label",
    cell: ({ after }) => figureText(after),
  },
  {
    id: "before",
    header: "Before",
    number: true,
    phone: "label",
    cell: ({ before }) => (before === null ? gap : figureText(before)),
  },
  {
    id: "verdict",
    header: "Verdict",
    phone: "full",
    cell: ({ verdict, note }) => (
      <>
        {verdict === "flagged" ? (
          <Tag tone="bad">{VERDICT_WORDS[verdict]}</Tag>
        ) : (
          <span className="nb">{verdict === "met" ? record.met : VERDICT_WORDS[verdict]}</span>
        )}{" "}
        <span className="sub">{note}</span>
      </>
    ),
  },
];

type ModuleLine = Facts["modules"][number];

const moduleColumnsOf = (undone: boolean): readonly Column<ModuleLine>[] => [
  { id: "module", header: "Module", phone: "full", cell: ({ name }) => <span className="mono">{name}</span> },
  {
    id: "after",
    header: restoredName(undone),
    phone: "label",
    cell: ({ after }) => after ?? "not installed",
  },
  { id: "before", header: "Before", phone: "label", cell: ({ before }) => before ?? "not installed" },
];

type ReconciliationProps = {
  facts: Facts;
  /** The moment whose data live now, and when they took their place. */
  window: { from: string; until: string | null; timeZone: string };
  /** True when it was taken back since. */
  undone: boolean;
  /** True where it took nothing's place, so that there is no before. */
  alone?: boolean;
};

/** One page an auditor can print: what the backup held, what lives now, what lived before. */
export function Reconciliation({ facts, window, undone, alone = false }: ReconciliationProps) {
  const record = RECORD_WORDS[facts.record];
  return (
    <Section title="Reconciliation" meta={facts.sentence}>
      {undone ? (
        <p className="prose">
          It was taken back since: what was restored lived until then, and what was before lives again.
        </p>
      ) : null}
      {facts.sameEnvironment && window.until !== null && !undone ? (
        <p className="prose">
          Given up is what was written from{" "}
          <TimeInZone at={window.from} zone={window.timeZone} form="second" /> until the data were exchanged,
          before <TimeInZone at={window.until} zone={window.timeZone} form="second" />.
        </p>
      ) : null}
      {facts.sameEnvironment ? null : (
        <p className="prose">
          Data of another environment stood here before: what differs from them is explained by that.
        </p>
      )}
      {facts.beforeUnknown === null || alone ? null : (
        <p className="prose">What stood there before could not be counted: {facts.beforeUnknown}</p>
      )}
      {record.note === null ? null : <p className="prose">{record.note}</p>}
      {facts.unread.length === 0 ? null : (
        <p className="prose">Not read: {unreadWords(facts.unread).join(" ")}</p>
      )}
      <DataTable
        caption={record.caption}
        columns={columnsOf({
          ...{ undone, record },
          gap: facts.beforeUnknown === null ? "–" : "unknown",
        }).filter(({ id }) => !alone || id !== "before")}
        rows={facts.lines}
        rowKey={({ name }) => name}
      />
      {facts.modules.length === 0 ? null : (
        <DataTable
          caption="Modules whose version differs from before"
          columns={moduleColumnsOf(undone)}
          rows={facts.modules}
          rowKey={({ name }) => name}
        />
      )}
    </Section>
  );
}
