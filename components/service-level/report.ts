import type { ServiceReport } from "@/lib/contracts/api/resources/service-level";

const HEADERS = [
  ...["Tenant", "Environment", "Objective", "Promised", "Kept share", "Kept", "Good", "Bad", "Unit"],
  ...["Known s", "Unknown s", "Planned downtime left out s"],
];

/** A month as comma-separated values with a head line; shares in 0–1, what was not measured empty. */
export function reportCsv({ rows }: ServiceReport): string {
  const lines = rows.map((row) =>
    [
      ...[row.tenant.name, row.environment.name, row.title].map(quoted),
      String(row.target),
      row.attained === null ? "" : row.attained.toFixed(6),
      row.kept === null ? "" : row.kept ? "yes" : "no",
      ...[row.good, row.bad].map((value) => String(Math.round(value))),
      row.unit,
      ...[row.knownSeconds, row.unknownSeconds, row.plannedSeconds].map((value) => String(Math.round(value))),
    ].join(","),
  );
  return `${[HEADERS.join(","), ...lines].join("\r\n")}\r\n`;
}

/** Quoted, and with an apostrophe before what a spreadsheet would take for a formula. */
const quoted = (name: string): string =>
  `"${(/^[=+\-@\t\r]/.test(name) ? `'${name}` : name).replaceAll('"', '""')}"`;

/** The month before a moment, and the present one: "2026-10". */
export function reportMonths(now: Date): readonly string[] {
  const month = (back: number) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7);
  return [month(0), month(1)];
}
