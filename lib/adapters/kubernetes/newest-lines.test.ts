import { describe, expect, it } from "vitest";
import { newestLines } from "./newest-lines";

const MIB = 1_048_576;

/** Answers as an API server does: the last lines, and of these so many bytes from the first on. */
function server(lines: readonly string[], limitBytes: number) {
  let asked = 0;
  const ask = async (tailLines: number): Promise<string> => {
    asked += 1;
    const text = lines.slice(-tailLines).join("");
    return Buffer.from(text).subarray(0, limitBytes).toString("utf8");
  };
  return { ask, asked: () => asked };
}
const written = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, number) => `${number} ${"x".repeat(bytes)}\n`);

describe("a log larger than may be read", () => {
  it("of 3 MiB is read to its last line, and says that older ones are missing", async () => {
    for (const bytes of [20, 200, 2_000]) {
      const lines = written(Math.ceil((3 * MIB) / bytes), bytes);
      const { ask, asked } = server(lines, 2 * MIB);
      const { lines: read, cut } = await newestLines(ask, 2 * MIB);
      expect(`${read.at(-1)}\n`).toBe(lines.at(-1));
      expect(cut).toBe(true);
      expect(asked()).toBeLessThanOrEqual(2);
    }
  });

  it("is read to its last line also where the newest are the longest, in a few questions", async () => {
    const lines = [...written(15_000, 50), ...written(2_000, 5_000)];
    const { ask, asked } = server(lines, 2 * MIB);
    expect(`${(await newestLines(ask, 2 * MIB)).lines.at(-1)}\n`).toBe(lines.at(-1));
    expect(asked()).toBeLessThanOrEqual(6);
  });

  it("that fits is read whole with one question", async () => {
    const { ask, asked } = server(written(100, 50), 2 * MIB);
    expect(await newestLines(ask, 2 * MIB)).toMatchObject({ cut: false, lines: { length: 100 } });
    expect(asked()).toBe(1);
  });
});
