import "server-only";
import { z } from "zod";
import type { Prisma } from "@/lib/data/generated/client";
import { expectedUnsaved, lostIn } from "@/lib/domain/recovery/unsaved";

/** How the newest backup of a place that has ended went. */
export const lastBackup = {
  where: { state: { not: "running" } },
  select: { state: true, sentence: true },
  orderBy: { createdAt: "desc" },
  take: 1,
} satisfies Prisma.Environment$backupsArgs;

type Place = { name: string; backups: readonly { state: string; sentence: string }[] };

/** Why what stands there will probably be replaced without a backup; null where the last one does not say so. */
export function expectedLoss({ name, backups: [last] }: Place): string | null {
  const fault = last?.state === "failed" ? lostIn(last.sentence) : null;
  return fault === null ? null : expectedUnsaved(name, fault);
}

type Steps = readonly { name: string; result: Prisma.JsonValue | null }[];
const resultOf = (steps: Steps, name: string) => steps.find((one) => one.name === name)?.result;

const Unsaved = z.object({ unsaved: z.string() });

/** What an operation says of the data it replaced without a backup; null when it backed them up, or has not yet. */
export function unsavedBy(steps: Steps): string | null {
  const said = Unsaved.safeParse(resultOf(steps, "safety_backup"));
  return said.success ? said.data.unsaved : null;
}

const KeptNothing = z.object({ keptDatabase: z.null() });

/** True when there was no database to be replaced, so that none is kept. */
export const keptNothing = (steps: Steps): boolean => KeptNothing.safeParse(resultOf(steps, "swap")).success;
