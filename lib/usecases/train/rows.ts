import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import { decisionSelect } from "../change/approvals";

const release = { select: { id: true, name: true, digest: true } } as const;

/** The deployment a car's change started; a later rollback by hand is not the train's. */
const deployment = {
  where: { kind: "deploy" },
  orderBy: { createdAt: "desc" },
  take: 1,
} satisfies Prisma.Change$operationsArgs;

export const trainBriefInclude = {
  release,
  requester: { select: { id: true, name: true } },
  rings: { select: { id: true } },
  cars: {
    select: {
      tenantId: true,
      environmentId: true,
      environment: { select: { name: true } },
      change: { select: { state: true, operations: { ...deployment, select: { state: true } } } },
    },
  },
} satisfies Prisma.TrainInclude;

export type TrainBriefRow = Prisma.TrainGetPayload<{ include: typeof trainBriefInclude }>;

const operation = {
  id: true,
  state: true,
  sentence: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} as const;

export const carInclude = {
  environment: {
    select: {
      id: true,
      name: true,
      stage: true,
      timeZone: true,
      state: true,
      stateSentence: true,
      health: true,
      healthSentence: true,
      observedAt: true,
      release,
      tenant: { select: { id: true, name: true } },
    },
  },
  change: {
    include: { decisions: { select: decisionSelect }, operations: { ...deployment, select: operation } },
  },
} satisfies Prisma.TrainCarInclude;

export const trainInclude = {
  release,
  requester: { select: { id: true, name: true } },
  rings: {
    orderBy: { position: "asc" },
    include: { cars: { orderBy: { position: "asc" }, include: carInclude } },
  },
} satisfies Prisma.TrainInclude;

export type TrainRow = Prisma.TrainGetPayload<{ include: typeof trainInclude }>;
export type RingRow = TrainRow["rings"][number];
export type CarRow = RingRow["cars"][number];

export const carsOf = (row: TrainRow): readonly CarRow[] => row.rings.flatMap(({ cars }) => cars);

/** The places a train's rights are asked for. */
export const placesOf = (
  cars: readonly { tenantId: string; environmentId: string; environment: { name: string } }[],
) =>
  cars.map(({ tenantId, environmentId, environment }) => ({
    id: environmentId,
    tenantId,
    name: environment.name,
  }));
