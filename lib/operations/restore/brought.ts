import "server-only";
import type { z } from "zod";
import { counted } from "@/lib/domain/shared/words";
import type { StepContext } from "@/lib/engine/step";
import type { RestoreToolboxReport } from "./jobs";

type Brought = Pick<z.output<typeof RestoreToolboxReport>, "rowCounts" | "attachments" | "fromEarlier">;

/** What a Job has brought back, as a sentence begins; that files are missing is told. */
export function broughtWords({ rowCounts, attachments, fromEarlier }: Brought, ctx: StepContext): string {
  const rows = Object.values(rowCounts).reduce((sum, one) => sum + one, 0);
  const { present, total } = attachments;
  if (present < total)
    ctx.tell(`${counted(total - present, "file is", "files are")} missing.`, { level: "warn" });
  const earlier = fromEarlier === 0 ? "" : `, ${fromEarlier} of them from an earlier backup,`;
  return `${counted(rows, "business row")} and ${present} of ${total} files${earlier}`;
}
