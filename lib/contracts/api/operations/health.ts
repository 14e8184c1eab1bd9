import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery } from "../resources/common";
import * as health from "../resources/health";

const environment = z.object({ environmentId: Id });

export const healthOperations = {
  getEnvironmentHealth: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/health",
    tag: "Health",
    summary:
      "How an environment is: its workflows, its domains, every signal with value, limit and since when.",
    params: environment,
    response: health.EnvironmentHealth,
  },
  getHealthCourses: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/health/courses",
    tag: "Health",
    summary:
      "The course of up to eight signals over hours, days or months, with what was released meanwhile.",
    params: environment,
    query: z.object({
      span: z.enum(health.HEALTH_SPANS).default("6h"),
      /** Names of at most eight signals, with commas between them. */
      signals: z.string().max(300).default("latency_p95,error_ratio,request_rate"),
    }),
    response: health.HealthCourses,
  },
  getFleetHealth: {
    method: "GET",
    path: "/api/v1/health",
    tag: "Health",
    summary:
      "Environments in scope by domain, a page at a time: the worst first, what is unknown before what is good.",
    query: PageQuery,
    response: health.FleetHealth,
  },
} as const satisfies Record<string, ApiOperation>;
