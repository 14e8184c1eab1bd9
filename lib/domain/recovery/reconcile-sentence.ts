import { counted, sentenceCase } from "../shared/words";
import type { FigureName, LineVerdict, RecordKind } from "./figures";

type Facts = {
  lines: readonly { name: FigureName; title: string; verdict: LineVerdict }[];
  flagged: number;
  explained: number;
  met: number;
  record: RecordKind;
  unread: number;
  balanced: boolean | null;
  sameEnvironment: boolean;
  /** False where what stood there before could not be counted. */
  beforeKnown: boolean;
};

const MOST_NAMED = 3;

/** What holding the figures against their record and against before has found, and what it could not find. */
export function reconciledSentence(facts: Facts): string {
  const { record, flagged, unread, balanced } = facts;
  const books =
    balanced === null ? [] : [balanced ? "The books balance." : "Debit and credit do not balance."];
  const left = unread === 0 ? [] : [`${sentenceCase(counted(unread, "figure"))} could not be read.`];
  const found = flagged > 0 ? flaggedWords(facts) : WORDS[record](facts);
  return [found, ...books, ...left].join(" ");
}

function flaggedWords({ lines, flagged }: Facts): string {
  const titles = lines.filter(({ verdict }) => verdict === "flagged").map(({ title }) => title);
  const named = titles.slice(0, MOST_NAMED).join(", ");
  const more = titles.length > MOST_NAMED ? " and more" : "";
  const which = named === "" ? "" : `: ${named}${more}`;
  return `${flagged} of ${lines.length} figures differ without an explanation${which}.`;
}

const WORDS: Readonly<Record<RecordKind, (facts: Facts) => string>> = {
  figures: ({ lines, met, explained }) => {
    const rest = explained === 0 ? "" : `; ${explained} more ${explained === 1 ? "is" : "are"} explained`;
    return met === lines.length
      ? `All ${met} figures came back as the backup recorded them.`
      : `${met} of ${lines.length} figures came back as the backup recorded them${rest}.`;
  },
  rows: ({ lines, met, explained, sameEnvironment, beforeKnown }) => {
    const why = sameEnvironment
      ? "the time given up explains"
      : "is because another environment's data stood here";
    const rest = explained === 0 || !beforeKnown ? "" : `; ${explained} differ from before, which ${why}`;
    return `This backup recorded row counts only: ${met} of ${lines.length} figures can be held against it, and are met${rest}.`;
  },
  server: ({ lines, met }) => {
    const dated = lines.some(({ name }) => name === "newest_document");
    const newer = dated ? ", and no document is newer than the second" : "";
    return `Nobody took a record of that second, so there is none to hold the figures against. ${met} of ${lines.length} are as the recovered server held them${newer}.`;
  },
};
