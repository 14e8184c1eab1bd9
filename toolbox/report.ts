import { REPORT_BYTES } from "@/lib/domain/backup/report";

/** Lists and texts that may be cut, in the order in which they are missed least. */
const CUTS: readonly ((report: Record<string, unknown>) => Record<string, unknown>)[] = [
  ({ notes: _notes, ...rest }) => rest,
  (report) => shorten(report, "points", 3),
  (report) => shorten(report, "forgotten", 3),
  (report) =>
    report["attachments"] === undefined
      ? report
      : { ...report, attachments: shorten(objectOf(report["attachments"]), "missing", 5) },
  ({ seconds: _seconds, ...rest }) => rest,
  ({ checks: _checks, ...rest }) => rest,
  (report) => shorten(report, "modules", 5),
  ({ neutralized: _neutralized, ...rest }) => rest,
  ({ unread: _unread, ...rest }) => rest,
  (report) => shorten(report, "databases", 5),
  (report) => shorten(report, "directories", 5),
  ({ rowCounts: _rowCounts, ...rest }) => rest,
];

/** The report as JSON within what a termination message holds; what is missed least is cut first, whole. */
export function fitted(report: object): string {
  let value: Record<string, unknown> = { ...report };
  let json = JSON.stringify(value);
  for (const cut of CUTS) {
    if (Buffer.byteLength(json) <= REPORT_BYTES) break;
    value = { ...cut(value), cut: true };
    json = JSON.stringify(value);
  }
  return json;
}

function shorten(value: Record<string, unknown>, name: string, length: number): Record<string, unknown> {
  const list = value[name];
  return Array.isArray(list) ? { ...value, [name]: list.slice(0, length) } : value;
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
