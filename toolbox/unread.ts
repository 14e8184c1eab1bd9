import { ToolboxFailure } from "@/toolbox/failure";

/** What a snapshot of ours holds. */
export type Part = "database" | "filestore";

const GONE = "no such file or directory";
/** As older versions of restic write them: by number only. */
const ERRORS: Readonly<Record<string, string>> = {
  2: GONE,
  5: "input/output error",
  13: "permission denied",
};

/**
 * What restic says it could not read, line by line as it comes: counted, and only the first of each kind remembered, so
 * that a filestore may lose any number of files while it is read. The ERP removes files at any time; nothing else excuses
 * that a file is not in the backup, and nothing at all does in a dump.
 */
export class Unread {
  readonly #part: Part;
  #gone = 0;
  #telling: { item: string; why: string } | null = null;

  constructor(part: Part) {
    this.#part = part;
  }

  readonly see = (line: string): void => {
    const unread = unreadOf(line);
    if (unread === null) return;
    if (this.#part === "filestore" && unread.why.endsWith(GONE)) this.#gone += 1;
    else this.#telling ??= unread;
  };

  /**
   * How many files had vanished when restic came to them, once it has ended saying that not everything could be read.
   * @throws ToolboxFailure naming the first file that should have been read
   */
  vanished(): number {
    const what = this.#part === "database" ? "The dump" : "The filestore";
    if (this.#telling !== null) {
      const { item, why } = this.#telling;
      const fault = /permission denied/.test(why) ? "permission_denied" : "failed";
      throw new ToolboxFailure(fault, `${what} could not be read whole: ${item}: ${why}.`);
    }
    // Of none it is not known what was left out.
    if (this.#gone === 0)
      throw new ToolboxFailure("failed", `${what} could not be read whole; restic does not say why.`);
    return this.#gone;
  }
}

function unreadOf(line: string): { item: string; why: string } | null {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return null;
  }
  const { message_type: type, item, error } = fields(said);
  if (type !== "error") return null;
  const { message, Err: number } = fields(error);
  const why = typeof message === "string" ? message : (ERRORS[String(number)] ?? `error ${String(number)}`);
  return { item: typeof item === "string" ? item : "a file", why };
}

const fields = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
