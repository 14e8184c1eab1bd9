import "server-only";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Json } from "@/lib/domain/operation/run";
import { RefusedFailure } from "@/lib/ports/failure";

/** A variable of a process may hold 128 KiB; packed, the objects of an environment take about five. */
const MOST_CHARACTERS = 120_000;
const pack = promisify(gzip);

/** The variable by which a backup's Job is told what to store beside the dump. */
export async function configurationVariable(configuration: Json): Promise<Readonly<Record<string, string>>> {
  const packed = (await pack(JSON.stringify(configuration))).toString("base64");
  if (packed.length > MOST_CHARACTERS)
    throw new RefusedFailure("The environment's configuration is too large to be stored with its backup.");
  return { CONFIGURATION: packed };
}
