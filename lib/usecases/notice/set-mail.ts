import "server-only";
import { SetNoticeMail } from "@/lib/contracts/api/resources/notice";
import { command } from "../command";
import { ownScope } from "./own";

/** Sets whether the reader's own notices go out by mail too, from now on. */
export const setNoticeMail = command({
  action: "notice.read",
  input: SetNoticeMail,
  target: async (tx, _input, ctx) => {
    const row =
      ctx.actor.kind === "person" ? await tx.user.findUnique({ where: { id: ctx.actor.id } }) : null;
    return (
      row && {
        row,
        scope: ownScope(ctx),
        ...{ kind: "user", id: row.id, name: row.name, tenantId: null, environmentId: null },
      }
    );
  },
  run: async ({ tx, input: { enabled }, target, note }) => {
    await tx.user.update({ where: { id: target.id }, data: { mailNotices: enabled } });
    note({ mailNotices: enabled });
    return { enabled };
  },
});
