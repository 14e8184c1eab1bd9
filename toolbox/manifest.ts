import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BusinessFigures, ReadFigures } from "@/lib/domain/backup/report";
import type { Facts } from "@/toolbox/facts";
import { ToolboxFailure } from "@/toolbox/failure";
import { FIGURE_RULES } from "@/toolbox/figures";
import { hashDirectory } from "@/toolbox/files";
import { bringBack, restoredSize } from "@/toolbox/restic";
import { type Run, size } from "@/toolbox/run";

const FORMAT = 1;

/** The business figures at the second of the snapshot; backups from before they were recorded have none. */
export type Recorded = { figures?: ReadFigures & { rules: number } };

/** Lies beside the dump in its snapshot: what the copy must be equal to. */
export type Manifest = Facts &
  Recorded & {
    format: typeof FORMAT;
    operation: string;
    database: string;
    labels: Readonly<Record<string, string>>;
    dumpBytes: number;
    dumpSha256: string;
  };

/** The figures a copy must have; null where none were recorded, or by other rules than this program's. */
export const recordedFigures = ({ figures }: Recorded): BusinessFigures | null =>
  figures?.rules === FIGURE_RULES ? figures.figures : null;

/** Where a database snapshot keeps its parts. */
export const layout = (directory: string) => ({
  dump: join(directory, "dump"),
  manifest: join(directory, "manifest.json"),
  attachments: join(directory, "attachments.list"),
  configuration: join(directory, "configuration.json"),
});

/** Writes the manifest beside the dump. */
export async function writeManifest(directory: string, manifest: Omit<Manifest, "format">): Promise<void> {
  await writeFile(
    layout(directory).manifest,
    `${JSON.stringify({ format: FORMAT, ...manifest }, null, 1)}\n`,
  );
}

/** @throws ToolboxFailure `snapshot_missing` when the directory holds no backup of ours */
export async function readManifest(directory: string): Promise<Manifest> {
  const file = layout(directory).manifest;
  if (!existsSync(file))
    throw new ToolboxFailure("snapshot_missing", "This is no database snapshot: it holds no manifest.");
  const value: unknown = JSON.parse(await readFile(file, "utf8"));
  if (!isManifest(value))
    throw new ToolboxFailure(
      "version_mismatch",
      "The snapshot was written by a toolbox this one cannot read.",
    );
  return value;
}

/** The program wrote the file itself and restic vouches for its bytes: the format number decides. */
function isManifest(value: unknown): value is Manifest {
  return typeof value === "object" && value !== null && "format" in value && value.format === FORMAT;
}

/** Brings a database snapshot back into the work directory. Whether it is whole, `checkDump` says. */
export async function bringBackDump(run: Run, id: string, work: string): Promise<Manifest> {
  const directory = join(work, "database");
  await bringBack(run, id, directory);
  const manifest = await readManifest(directory);
  const { database, serverTime, dumpBytes } = manifest;
  run.say(`Brought back the dump of ${database} of ${serverTime}, ${size(dumpBytes)}.`);
  return manifest;
}

/**
 * Whether the dump that came back is byte by byte what was stored, by its SHA-256.
 * @throws ToolboxFailure `repository_damaged` when it is not
 */
export async function checkDump(run: Run, work: string, stored: string): Promise<void> {
  const { sha256 } = await hashDirectory(run, layout(join(work, "database")).dump);
  if (sha256 !== stored)
    throw new ToolboxFailure("repository_damaged", "The dump that came back is not the one that was stored.");
}

/** What the work directory must hold to bring the snapshot back. */
export async function dumpSpace(run: Run, id: string): Promise<number> {
  return Math.ceil((await restoredSize(run, id)) * 1.05) + 16_000_000;
}
