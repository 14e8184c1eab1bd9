import { z } from "zod";
import type { ApiOperation } from "../operation";
import { PageQuery, page } from "../resources/common";
import * as platform from "../resources/platform";

export const auditOperations = {
  listAudit: {
    method: "GET",
    path: "/api/v1/audit",
    tag: "Audit",
    summary: "The audit log, newest first.",
    query: PageQuery.extend({
      search: z.string().max(100).optional(),
      outcome: z.enum(["done", "refused"]).optional(),
      targetId: z.string().max(64).optional(),
    }),
    response: page(platform.AuditEntry),
  },
} as const satisfies Record<string, ApiOperation>;
