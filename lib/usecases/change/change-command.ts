import "server-only";
import type { z } from "zod";
import type { Change } from "@/lib/contracts/api/resources/change";
import { type CommandSpec, command } from "../command";
import type { Context } from "../context";
import { changeDetail } from "./detail";

/**
 * A command on one change, whose `run` answers the change's id. What its page shows is read after the commit: it takes
 * a hundred looks, and nobody waits for the change's row meanwhile.
 */
export function changeCommand<S extends z.ZodType, Row, Prepared>(
  spec: CommandSpec<S, Row, Prepared, string>,
) {
  const act = command(spec);
  return async (ctx: Context, raw: z.input<S>): Promise<Change> =>
    changeDetail(ctx.db.prisma, ctx, await act(ctx, raw));
}
