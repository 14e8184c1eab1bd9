import { writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ToolboxFailure } from "@/toolbox/failure";

const MOST_BYTES = 16_000_000;
const unpack = promisify(gunzip);

/**
 * Writes down what the data belong to and run as, where the job was told: JSON, given as gzip in base64.
 * @throws ToolboxFailure `bad_settings` when it cannot be read
 */
export async function writeConfiguration(file: string, packed: string | null): Promise<void> {
  if (packed === null) return;
  let text: string;
  try {
    text = (await unpack(Buffer.from(packed, "base64"), { maxOutputLength: MOST_BYTES })).toString("utf8");
    text = `${JSON.stringify(JSON.parse(text), null, 1)}\n`;
  } catch {
    throw new ToolboxFailure("bad_settings", "CONFIGURATION must be JSON, packed by gzip, in base64.");
  }
  await writeFile(file, text);
}
