import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import { briefInclude } from "../environment/rows";
import { decisionSelect } from "./approvals";

const person = { select: { id: true, name: true } } as const;

export const changeInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { include: briefInclude },
  release: { select: { id: true, name: true, digest: true, modules: { where: { schemaChange: true } } } },
  requester: { select: { id: true, name: true } },
  decisions: { orderBy: [{ at: "asc" }, { id: "asc" }], select: decisionSelect },
  trainRing: { select: { name: true, train: { select: { id: true, number: true } } } },
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
