import "server-only";

/** Lines asked for first; when these are more than may be read, fewer. */
const MOST_LINES = 20_000;
const MOST_ASKED = 6;
/** The newest may be longer than those before them. */
const SPARE = 0.8;

export type ReadLines = {
  lines: readonly string[];
  /** True when older lines were left out. */
  cut: boolean;
};

/**
 * The newest lines of a log, as far as they fit. An API server that is told a limit in bytes stops after so many from
 * the first line it was asked for: what it leaves out are the newest. So fewer lines are asked for until all fit.
 */
export async function newestLines(
  ask: (tailLines: number) => Promise<string>,
  limitBytes: number,
): Promise<ReadLines> {
  let tail = MOST_LINES;
  for (let asked = 1; ; asked += 1) {
    const text = await ask(tail);
    const lines = text.split("\n").filter((line) => line !== "");
    const full = Buffer.byteLength(text) >= limitBytes;
    if (!full || tail === 1 || asked === MOST_ASKED) return { lines, cut: full || lines.length >= tail };
    tail = Math.max(1, Math.min(Math.floor(tail / 2), Math.floor(lines.length * SPARE)));
  }
}
