import { z } from "zod";
import { STAGES } from "@/lib/domain/catalog/stage";

export const Id = z.uuid();
export const Time = z.iso.datetime();
/** An IANA zone such as Europe/Berlin. */
export const TimeZone = z.string().min(1).max(64);
export const Stage = z.enum(STAGES);
export const Tier = z.enum(["tier1", "tier2", "tier3"]);
export const Verdict = z.enum(["good", "warning", "bad", "unknown"]);
export type Verdict = z.infer<typeof Verdict>;

/** What the reader may do with a resource, and why not. The browser shows this; it never decides. */
export const Can = z.object({ allowed: z.boolean(), reason: z.string().nullable() });
export type Can = z.infer<typeof Can>;

export const PageQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
});

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export const Named = z.object({ id: Id, name: z.string() });
/** Every write names the version it was made on: a stale one is a conflict, not a lost update. */
export const Version = z.int().min(1);

/** Who wrote something last, and when; null when nobody has since it was there. */
export const LastEdit = z.object({ by: z.string(), at: Time }).nullable();
export type LastEdit = z.infer<typeof LastEdit>;
