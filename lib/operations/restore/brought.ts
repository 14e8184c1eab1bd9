import "server-only";
import type { z } from "zod";
import { counted, sentenceCase } from "@/lib/domain/shared/words";
import type { StepContext } from "@/lib/engine/step";
import type { RestoreToolboxReport } from "./jobs";

type Brought = Pick<
  z.output<typeof RestoreToolboxReport>,
  "rowCounts" | "attachments" | "fromEarlier" | "damagedEarlier"
>;

/** What a Job has brought back, as a sentence begins; that files are missing is told. */
export function broughtWords(
  { rowCounts, attachments, fromEarlier, damagedEarlier }: Brought,
  ctx: StepContext,
): string {
  const rows = Object.values(rowCounts).reduce((sum, one) => sum + one, 0);
  const { present, total } = attachments;
  if (present < total)
    ctx.tell(`${counted(total - present, "file is", "files are")} missing.${damagedWords(damagedEarlier)}`, {
      level: "warn",
    });
  const earlier = fromEarlier === 0 ? "" : `, ${fromEarlier} of them from an earlier backup,`;
  return `${counted(rows, "business row")} and ${present} of ${total} files${earlier}`;
}

const damagedWords = (files: number): string =>
  files === 0
    ? ""
    : ` ${sentenceCase(counted(files, "of them lies", "of them lie"))} in an earlier backup, but damaged there, and ${files === 1 ? "was" : "were"} not taken.`;
