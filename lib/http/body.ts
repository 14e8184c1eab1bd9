import "server-only";
import { Problem } from "@/lib/domain/shared/problem";

/** The largest body an operation needs that asks for no more is a kubeconfig of 100 kB. */
export const BODY_LIMIT_BYTES = 256 * 1024;

/** Reads a JSON body within the limit. Problem `too_large`, `unsupported_media_type` or `invalid_input`. */
export async function readJson(request: Request, limitKib = BODY_LIMIT_BYTES / 1024): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\b/i.test(type)) {
    throw new Problem("unsupported_media_type", "Send the body as content-type application/json.");
  }
  const tooLarge = new Problem("too_large", `The body may have at most ${limitKib} KiB.`);
  if (Number(request.headers.get("content-length") ?? 0) > limitKib * 1024) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limitKib * 1024) {
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
