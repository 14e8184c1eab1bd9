import "server-only";
import type { Tx } from "@/lib/data/client";
import type { SchemaVersion } from "@/lib/domain/release/diff";

/** Above what a fleet's releases hold: so many module versions that move the schema are read. */
const SCHEMA_VERSIONS = 10_000;

/** Every version of the releases' modules that any known release says moves the schema. One query however many. */
export async function schemaVersionsOf(
  db: Tx,
  releases: readonly { modules: readonly { name: string }[] }[],
): Promise<readonly SchemaVersion[]> {
  const names = new Set(releases.flatMap(({ modules }) => modules.map(({ name }) => name)));
  if (names.size === 0) return [];
  return db.releaseModule.findMany({
    where: { name: { in: [...names] }, schemaChange: true },
    distinct: ["name", "version"],
    select: { name: true, version: true },
    orderBy: [{ name: "asc" }, { version: "asc" }],
    take: SCHEMA_VERSIONS,
  });
}
