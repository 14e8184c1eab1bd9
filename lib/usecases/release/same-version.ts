import "server-only";
import type { Tx } from "@/lib/data/client";

/** Releases registered before it that it is held against. */
const EARLIER = 5;
/** Modules that are named; whoever forgot to raise more versions than this knows by then. */
const NAMED = 20;

/**
 * Warnings about a release: modules that tell other content than one of the five releases before it at the very same
 * version. An ERP updates a module when its version moves, so such content may never reach the database.
 */
export async function sameVersionWarnings(
  db: Tx,
  release: { id: string; createdAt: Date },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string; version: string; earlier: string }[]>`
    SELECT DISTINCT ON (wanted.name) wanted.name, wanted.version, earlier.name AS earlier
    FROM (SELECT id, name, created_at FROM release
          WHERE id <> ${release.id}::uuid AND created_at <= ${release.createdAt}
          ORDER BY created_at DESC, id DESC LIMIT ${EARLIER}) AS earlier
    JOIN release_module held ON held.release_id = earlier.id
    JOIN release_module wanted
      ON wanted.release_id = ${release.id}::uuid AND wanted.name = held.name AND wanted.version = held.version
    WHERE held.metadata <> wanted.metadata
    ORDER BY wanted.name, earlier.created_at DESC
    LIMIT ${NAMED}`;
  return rows.map(
    ({ name, version, earlier }) =>
      `${name} ${version} tells other content than in release ${earlier}, at the same version: raise its version, or the ERP does not update it.`,
  );
}
