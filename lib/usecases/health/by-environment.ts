import "server-only";

/** Rows by their environment, in their order; none for an environment without any. */
export function byEnvironment<Row extends { environmentId: string }>(
  rows: readonly Row[],
): (environmentId: string) => readonly Row[] {
  const known = new Map<string, Row[]>();
  for (const row of rows) {
    const own = known.get(row.environmentId);
    if (own === undefined) known.set(row.environmentId, [row]);
    else own.push(row);
  }
  return (environmentId) => known.get(environmentId) ?? [];
}
