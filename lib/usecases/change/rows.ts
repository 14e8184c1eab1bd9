import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import { briefInclude } from "../environment/rows";
import { decisionSelect } from "./approvals";

const person = { select: { id: true, name: true } } as const;

const decisionsInOrder = [
  { at: "asc" },
  { id: "asc" },
] satisfies Prisma.ChangeDecisionOrderByWithRelationInput[];

/** What a line of a list shows: each relation is a statement, however many lines there are. */
export const changeInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true, stage: true, timeZone: true } },
  release: { select: { id: true, name: true, digest: true } },
  requester: person,
  decisions: { orderBy: decisionsInOrder, select: decisionSelect },
  operations: {
    where: { kind: "deploy" },
    orderBy: { createdAt: "desc" },
    take: 1,
    select: { id: true, previousReleaseId: true, requesterId: true },
  },
} satisfies Prisma.ChangeInclude;

export type ChangeRow = Prisma.ChangeGetPayload<{ include: typeof changeInclude }>;

export const changeDetailInclude = {
  ...changeInclude,
  environment: { include: briefInclude },
  decisions: {
    orderBy: decisionsInOrder,
    select: {
      ...decisionSelect,
      user: { select: { id: true, name: true, roleBindings: { select: { role: true } } } },
    },
  },
  trainRing: { select: { name: true, train: { select: { id: true, number: true } } } },
  comments: { orderBy: [{ at: "desc" }, { id: "desc" }], take: 200, include: { author: person } },
  waivers: {
    orderBy: [{ askedAt: "desc" }, { id: "desc" }],
    take: 100,
    include: { askedBy: person, confirmedBy: person, withdrawnBy: person },
  },
  debts: { orderBy: [{ createdAt: "asc" }, { id: "asc" }], include: { paidBy: person } },
  review: {
    include: { reviewer: person, actions: { orderBy: { dueOn: "asc" }, include: { owner: person } } },
  },
  moves: { orderBy: [{ at: "desc" }, { id: "desc" }], take: 200 },
  incident: { select: { id: true, number: true, title: true } },
} satisfies Prisma.ChangeInclude;

export type ChangeDetailRow = Prisma.ChangeGetPayload<{ include: typeof changeDetailInclude }>;
