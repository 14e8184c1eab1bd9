import { ERROR_CHARACTERS } from "@/toolbox/child";
import { ToolboxFailure } from "@/toolbox/failure";

/** What a snapshot of ours holds. */
export type Part = "database" | "filestore";

/** As older versions of restic write them: by number only. */
const ERRORS: Readonly<Record<string, string>> = {
  2: "no such file or directory",
  5: "input/output error",
  13: "permission denied",
};

/**
 * How many files had vanished when restic came to them, from what it wrote about those it could not read. The ERP removes
 * files of its filestore at any time; nothing else excuses that a file is not in the backup, and nothing at all does in
 * a dump.
 * @throws ToolboxFailure naming the first file that should have been read
 */
export function vanishedFiles(part: Part, errors: string): number {
  const unread = errors.split("\n").flatMap((line) => unreadOf(line) ?? []);
  const gone = unread.filter(({ why }) => why.endsWith(ERRORS[2] ?? ""));
  const telling = part === "database" ? unread[0] : unread.find((one) => !gone.includes(one));
  const what = part === "database" ? "The dump" : "The filestore";
  if (telling !== undefined) {
    const fault = /permission denied/.test(telling.why) ? "permission_denied" : "failed";
    throw new ToolboxFailure(fault, `${what} could not be read whole: ${telling.item}: ${telling.why}.`);
  }
  // Of so many only the last are known, and of none it is not known what was left out.
  if (unread.length === 0 || errors.length >= ERROR_CHARACTERS || part === "database")
    throw new ToolboxFailure("failed", `${what} could not be read whole; restic does not say why.`);
  return gone.length;
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
