import { z } from "zod";
import { STAGES } from "@/lib/domain/catalog/stage";
import { CHANGE_FLAGS } from "@/lib/domain/change/flags";
import { TEMPLATE_BOUNDS } from "@/lib/domain/change/template";
import { Can, Id, Named, Stage, Tier, Time, Version } from "./common";
import { ChangeFlag } from "./evidence";

export const ChangeTemplate = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  stages: z.array(Stage),
  tiers: z.array(Tier),
  flagsAllowed: z.array(ChangeFlag),
  maxModulesChanged: z.int(),
  patchOnly: z.boolean(),
  maxFailurePercent: z.int(),
  failureWindow: z.int(),
  validUntil: Time,
  approvedBy: Named,
  approvedAt: Time,
  state: z.enum(["good", "suspended", "expired", "retired"]),
  suspendedReason: z.string(),
  /** Of the changes it approved that ended since it was taken up, newest first, at most a window of them. */
  ended: z.object({ count: z.int(), failed: z.int() }),
  version: z.int(),
  can: z.object({ edit: Can, takeUp: Can, retire: Can }),
});
export type ChangeTemplate = z.infer<typeof ChangeTemplate>;

export const ChangeTemplates = z.object({ items: z.array(ChangeTemplate), can: z.object({ create: Can }) });

const between = ({ min, max }: { min: number; max: number }) => z.int().min(min).max(max);
const once = <Item extends z.ZodType>(item: Item, most: number, what: string, least: number) =>
  z
    .array(item)
    .min(least, `Choose at least one ${what}.`)
    .max(most)
    .refine((list) => new Set(list).size === list.length, `Name each ${what} once.`);

const limits = {
  description: z.string().trim().max(500).default(""),
  stages: once(Stage, STAGES.length, "stage", 1),
  tiers: once(Tier, 3, "tier", 1),
  flagsAllowed: once(ChangeFlag, CHANGE_FLAGS.length, "flag", 0).default([]),
  maxModulesChanged: between(TEMPLATE_BOUNDS.maxModulesChanged),
  patchOnly: z.boolean().default(true),
  maxFailurePercent: between(TEMPLATE_BOUNDS.maxFailurePercent),
  failureWindow: between(TEMPLATE_BOUNDS.failureWindow),
  validDays: between(TEMPLATE_BOUNDS.validDays),
};

export const CreateChangeTemplate = z.strictObject({
  name: z.string().trim().min(5, "Give the template a name of at least 5 characters.").max(80),
  ...limits,
});
export const EditChangeTemplate = z.strictObject({ version: Version, ...limits });
export const MoveChangeTemplate = z.strictObject({
  version: Version,
  reason: z.string().trim().min(5, "Give a reason of at least 5 characters.").max(500),
});
