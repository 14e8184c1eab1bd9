import type { BusinessFigures, FiguresBack, ModulePair, RowCounts } from "../backup/report";
import {
  FIGURE_TITLES,
  FIGURES_MADE_HARMLESS,
  type FigureName,
  type LineVerdict,
  type RecordKind,
  TABLES,
} from "./figures";
import { reconciledSentence } from "./reconcile-sentence";

export type ReconciledLine = {
  name: FigureName;
  title: string;
  before: string | null;
  after: string | null;
  /** What the record says, where it says anything. */
  recorded: string | null;
  verdict: LineVerdict;
  note: string;
};

export type Reconciliation = {
  lines: readonly ReconciledLine[];
  flagged: number;
  explained: number;
  /** Figures that came back as they were recorded. */
  met: number;
  record: RecordKind;
  /** Figures of what lives now that could not be read, and why. */
  unread: readonly { title: string; reason: string }[];
  /** Why some or all figures of what stood there before are unknown; null when none is. */
  beforeUnknown: string | null;
  /** The same data stood there before: then every difference is what was written in the time that was given up. */
  sameEnvironment: boolean;
  /** Modules whose version differs from what ran before; the first fifteen. */
  modules: readonly ModulePair[];
  /** Debit equals credit in the restored data; null where there are no books. */
  balanced: boolean | null;
  sentence: string;
};

export type ReconcileInput = {
  before: BusinessFigures;
  after: BusinessFigures;
  /** Rows that were recorded outside the repository, by table. */
  rowCounts: RowCounts;
  /** What was recorded with the restore point, and what came back before anything changed it. */
  figures?: FiguresBack | null;
  /** True when a second was brought back: then nobody took a record of it. */
  recovered?: boolean;
  /** The copy was made harmless between coming back and living. */
  neutralised?: boolean;
  unread?: Readonly<Record<string, string>>;
  /** Why figures of before are missing; null or left out when they are not. */
  beforeUnknown?: string | null;
  /** Modules that differ between before and after. */
  modules?: readonly ModulePair[];
  sameEnvironment: boolean;
  /** False where an earlier release came back with its data: its modules are meant to differ. */
  sameRelease?: boolean;
  /** The second whose data came back. */
  takenAt: Date;
};

/**
 * Holds what came back against what was recorded of it: that must be met exactly. What lived before is told beside it:
 * it may differ by what was written since, or by being another environment's data.
 */
export function reconcile(input: ReconcileInput): Reconciliation {
  const { before, after, figures, unread = {}, modules = [], sameEnvironment } = input;
  const lines = (Object.keys(FIGURE_TITLES) as FigureName[])
    .filter((name) => [before, after, figures?.recorded ?? {}].some((one) => one[name] !== undefined))
    .map((name) => lineOf(name, input));
  const [debit, credit] = [after["debit"], after["credit"]];
  const balanced = debit === undefined || credit === undefined ? null : debit === credit;
  const having = (verdict: LineVerdict) => lines.filter((line) => line.verdict === verdict).length;
  const flagged = having("flagged") + (balanced === false ? 1 : 0);
  const recorded = figures?.recorded ?? null;
  const record = input.recovered === true ? "server" : recorded === null ? "rows" : "figures";
  const found = {
    lines,
    flagged,
    explained: having("explained"),
    met: having("met"),
    record,
    balanced,
  } as const;
  const missing = unreadOf(unread);
  const { beforeUnknown = null } = input;
  const known = {
    unread: Object.values(unread).filter(saidByServer).length,
    sameEnvironment,
    beforeKnown: beforeUnknown === null,
  };
  const sentence = reconciledSentence({ ...found, ...known });
  return { ...found, unread: missing, beforeUnknown, sameEnvironment, modules, sentence };
}

/** Something went wrong; otherwise the database just has no such thing. */
const saidByServer = (why: string): boolean => why.startsWith("! ");

const unreadOf = (unread: Readonly<Record<string, string>>) =>
  (Object.keys(FIGURE_TITLES) as FigureName[]).flatMap((name) => {
    const why = unread[name];
    if (why === undefined) return [];
    const reason = saidByServer(why) ? why.slice(2) : `this database has no ${why}`;
    return [{ title: FIGURE_TITLES[name], reason }];
  });

function lineOf(name: FigureName, input: ReconcileInput): ReconciledLine {
  const recorded = recordedOf(name, input);
  const before = input.before[name] ?? null;
  const after = input.after[name] ?? null;
  const line = { name, title: FIGURE_TITLES[name], before, after, recorded };
  if (recorded !== null) {
    const wrong = unmet(name, recorded, input);
    if (wrong !== null) return { ...line, ...wrong };
  }
  const dated = input.recovered === true && name === "newest_document";
  const late = dated ? tooNew(after, input.takenAt) : null;
  if (late !== null) return { ...line, verdict: "flagged", note: late };
  const compared = againstBefore(name, input);
  // Once a figure is as it was recorded, what stood there before only tells what was given up.
  const expected = name === "number_gaps" && input.recovered !== true;
  const settled = recorded !== null && (compared.verdict !== "flagged" || expected);
  return settled ? { ...line, verdict: "met", note: compared.note } : { ...line, ...compared };
}

/** Row counts that were kept outside the repository go before what the restore point says of itself. */
function recordedOf(name: FigureName, { rowCounts, figures }: ReconcileInput): string | null {
  const table = TABLES[name];
  const rows = table === undefined ? undefined : rowCounts[table];
  return rows === undefined ? (figures?.recorded?.[name] ?? null) : String(rows);
}

type Found = Pick<ReconciledLine, "verdict" | "note">;

/** How a figure fails its record; null when it meets it. */
function unmet(name: FigureName, recorded: string, input: ReconcileInput): Found | null {
  const { figures, recovered, after } = input;
  const back = figures?.differing[name] ?? figures?.recorded?.[name] ?? null;
  const said = recovered === true ? "The recovered server held" : "The backup recorded";
  if (back !== null && back !== recorded)
    return { verdict: "flagged", note: `${said} ${recorded}; ${back} came back.` };
  const now = after[name];
  if (now === recorded) return null;
  if (now === undefined)
    return { verdict: "flagged", note: `${said} ${recorded}; it cannot be read any more.` };
  if (input.neutralised === true && FIGURES_MADE_HARMLESS.has(name))
    return { verdict: "explained", note: `${recorded} came back; making the copy harmless left ${now}.` };
  const since = back === null ? `${now} came back` : `it came back, and is ${now} since the exchange`;
  return { verdict: "flagged", note: `${said} ${recorded}; ${since}.` };
}

/** Said of a document that was entered after the second that came back; null when none was. */
function tooNew(newest: string | null, takenAt: Date): string | null {
  const at = Date.parse((newest ?? "").replace(" UTC", "Z").replace(" ", "T"));
  if (Number.isNaN(at) || at <= takenAt.getTime()) return null;
  return "It was entered after the second that was brought back.";
}

function againstBefore(name: FigureName, input: ReconcileInput): Found {
  const before = input.before[name] ?? null;
  const after = input.after[name] ?? null;
  if (before === after) return { verdict: "same", note: "" };
  // Said once, for all lines: data of another environment stood here before.
  if (!input.sameEnvironment) return { verdict: "explained", note: "" };
  // Where it is said once why nothing is known of before, no line says it again.
  const unsaid = (input.beforeUnknown ?? null) === null;
  if (before === null)
    return { verdict: "explained", note: unsaid ? "What stood there before could not be read." : "" };
  if (name === "modules")
    return input.sameRelease === false
      ? { verdict: "explained", note: "Those of the earlier release, which came back." }
      : { verdict: "flagged", note: "The modules in the database differ from what ran before." };
  const grew = difference(before, after);
  if (name === "number_gaps" && grew !== null && grew < 0)
    return { verdict: "flagged", note: `${-grew} more are missing than before.` };
  const again = name.startsWith("last_") ? givenAgain(before, after) : null;
  if (again !== null) return { verdict: "explained", note: again };
  return { verdict: "explained", note: changed(name, grew) };
}

function changed(name: FigureName, grew: number | null): string {
  if (grew !== null && grew > 0 && TABLES[name] !== undefined)
    return `${grew} fewer were there at that moment.`;
  if (grew !== null && grew < 0 && TABLES[name] !== undefined)
    return `${-grew} that were deleted since are back.`;
  return "Changed in the time that was given up.";
}

/**
 * Numbers that people and partners have seen and that will be given a second time: those between the last one now and
 * the last one before, within one series. Null when there are none.
 */
function givenAgain(before: string | null, after: string | null): string | null {
  const [was, is] = [numberOf(before), numberOf(after)];
  if (was === null || is === null || was.series !== is.series || was.number <= is.number) return null;
  const name = (number: number) => `${is.series}${String(number).padStart(is.digits, "0")}`;
  const first = name(is.number + 1);
  const range = was.number === is.number + 1 ? first : `${first} to ${name(was.number)}`;
  return `${range} ${first === range ? "was" : "were"} given out since, and will be given again.`;
}

function numberOf(name: string | null): { series: string; number: number; digits: number } | null {
  const [, series = "", digits = ""] = /^(.*?)(\d{1,15})$/.exec(name ?? "") ?? [];
  return digits === "" ? null : { series, number: Number(digits), digits: digits.length };
}

/** How many more there were before; null when either is no whole number. */
function difference(before: string | null, after: string | null): number | null {
  const [left, right] = [Number(before ?? Number.NaN), Number(after ?? Number.NaN)];
  return Number.isSafeInteger(left) && Number.isSafeInteger(right) ? left - right : null;
}
