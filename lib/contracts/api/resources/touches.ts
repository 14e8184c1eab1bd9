import { z } from "zod";
import { CHANGE_CLASSES } from "@/lib/domain/change/classify";
import { Can, Id, Version } from "./common";
import { ChangeFlag, EvidenceLine } from "./evidence";

export const ChangeClass = z.enum(CHANGE_CLASSES);

/** What a change touches beside code, the class that follows from it, and what is shown about its release. */
export const ChangeTouches = z.object({
  flags: z.array(ChangeFlag),
  reasons: z.array(z.object({ flag: ChangeFlag, module: z.string().nullable(), sentence: z.string() })),
  /** Modules that change without CI having told what is in them. */
  untold: z.array(z.string()),
  proposed: ChangeClass,
  proposedReason: z.string(),
  /** The template of standard changes it fits. */
  template: z.object({ id: Id, name: z.string() }).nullable(),
  evidence: z.array(EvidenceLine),
  quarantine: z.object({ reason: z.string(), by: z.string(), since: z.string() }).nullable(),
});
export type ChangeTouches = z.infer<typeof ChangeTouches>;

/** How the class came about, and whether the reader may raise or lower it now. */
export const ClassStanding = z.object({ reason: z.string(), raise: Can, lower: Can });
export type ClassStanding = z.infer<typeof ClassStanding>;

export const ClassifyChange = z.object({
  version: Version,
  class: z.enum(["standard", "normal", "major"]),
  reason: z.string().trim().min(5, "Give a reason of at least 5 characters.").max(500),
});
