import "server-only";
import { ownedIn } from "@/lib/data/scope";
import { type ReadScope, readScope, type Scope } from "@/lib/domain/access/decide";
import { type Context, grantsOf } from "../context";

/** One's own notices, about what one may still see: whose role is gone reads of it no more. */
export const ownNotices = (
  ctx: Context,
  scope: ReadScope = readScope(grantsOf(ctx.actor), "notice.read"),
) => ({
  AND: [{ userId: ctx.actor.id }, ownedIn(scope)],
});

/** One's own inbox lies where one's own grant lies, whatever that covers. */
export const ownScope = (ctx: Context): Scope =>
  ctx.actor.kind === "person" ? (ctx.actor.grants[0]?.scope ?? { level: "fleet" }) : { level: "fleet" };
