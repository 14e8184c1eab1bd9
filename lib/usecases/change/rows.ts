import "server-only";
import type { Prisma } from "@/lib/data/generated/client";
import { briefInclude } from "../environment/rows";

export const changeInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { include: briefInclude },
  release: { select: { id: true, name: true, digest: true, modules: { where: { schemaChange: true } } } },
  requester: { select: { id: true, name: true } },
  trainRing: { select: { name: true, train: { select: { id: true, number: true } } } },
} satisfies Prisma.ChangeInclude;

export type ChangeRow = Prisma.ChangeGetPayload<{ include: typeof changeInclude }>;

export const changeDetailInclude = {
  ...changeInclude,
  decisions: {
    orderBy: { at: "asc" },
    include: { user: { select: { id: true, name: true, roleBindings: { select: { role: true } } } } },
  },
  moves: { orderBy: [{ at: "desc" }, { id: "desc" }], take: 200 },
  operations: {
    where: { kind: "deploy" },
    orderBy: { createdAt: "desc" },
    take: 1,
    select: { id: true, previousReleaseId: true },
  },
} satisfies Prisma.ChangeInclude;

export type ChangeDetailRow = Prisma.ChangeGetPayload<{ include: typeof changeDetailInclude }>;
