import "server-only";
import { StringDecoder } from "node:string_decoder";

/** Longer lines are cut: a watch event is at most an object of 3 MiB, a log line anything. */
const MAX_LINE = 8 * 1_048_576;

/** Splits bytes into lines at \n (a \r before it goes too), characters of several bytes kept whole. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  maxLine = MAX_LINE,
): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of chunks) {
    rest += decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const lines = rest.split("\n");
    rest = (lines.pop() ?? "").slice(0, maxLine);
    for (const line of lines) yield trimEnd(line).slice(0, maxLine);
  }
  rest += decoder.end();
  if (rest !== "") yield trimEnd(rest);
}

const trimEnd = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);
