import "server-only";
import { z } from "zod";
import { operationDigits } from "@/lib/domain/operation/name";
import { copyNames } from "@/lib/domain/recovery/restore-plan";
import type { DataPlace } from "../recovery/data-jobs";

/** What stands beside the living database for an operation; this one, unless another is named. */
export const namesOf = ({ database, subject }: DataPlace, operationId = subject.operationId) =>
  copyNames(database, operationDigits(operationId));

const Figures = z.record(z.string().max(60), z.string().max(300));
const Unread = z.record(z.string().max(60), z.string().max(300)).default({});
/** What was recorded of the restore point, and what came back where that is something else. */
const FiguresBack = z.object({ recorded: Figures.nullable(), differing: Figures });
const Version = z.string().max(80).nullable();
const ModulePair = z.object({ name: z.string().max(200), before: Version, after: Version });
export const SwapToolboxReport = z.object({
  ok: z.literal(true),
  swapped: z.boolean(),
  repeated: z.boolean(),
  keptDatabase: z.string().max(63).nullable(),
  before: Figures.default({}),
  after: Figures.default({}),
  unread: Unread,
  beforeUnknown: z.string().max(1_000).nullable().default(null),
  modules: z.array(ModulePair).max(50).default([]),
});
export const RestoreToolboxReport = z.object({
  ok: z.literal(true),
  repeated: z.boolean(),
  database: z.string().max(63),
  filestore: z.string().max(500),
  rowCounts: z.record(z.string().max(100), z.int().nonnegative()).default({}),
  attachments: z.object({ total: z.number(), present: z.number() }),
  fromEarlier: z.int().nonnegative().default(0),
  damagedEarlier: z.int().nonnegative().default(0),
  neutralized: z.record(z.string().max(100), z.number()).nullable().default(null),
  figures: FiguresBack.nullable().default(null),
  totalSeconds: z.number().default(0),
});
export const DropToolboxReport = z.object({
  ok: z.literal(true),
  databases: z.array(z.string().max(63)).max(20).default([]),
  /** What the Job was told to spare was there. */
  spared: z.boolean().default(false),
});
