import "server-only";
import { Problem } from "@/lib/domain/shared/problem";

/** The largest body any operation needs is a kubeconfig of 100 kB. */
export const BODY_LIMIT_BYTES = 256 * 1024;

/** Reads a JSON body within the limit. Problem `too_large`, `unsupported_media_type` or `invalid_input`. */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    throw new Problem("unsupported_media_type", "Send the body as content-type application/json.");
  }
  const tooLarge = new Problem("too_large", `The body may have at most ${BODY_LIMIT_BYTES / 1024} KiB.`);
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT_BYTES) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > BODY_LIMIT_BYTES) {
      await reader.cancel();
      throw tooLarge;
    }
    chunks.push(value);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Problem("invalid_input", "The body is not valid JSON.");
  }
}
