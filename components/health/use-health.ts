"use client";

import { useQuery } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { healthKeys } from "@/lib/client/query-keys";
import type { EnvironmentHealth, FleetHealth, HealthCourses } from "@/lib/contracts/api/resources/health";

/** Changes of state arrive as events; readings that stay within their limits are asked for this often. */
const ASK_AGAIN_MS = 30_000;

/** How an environment is: what the server rendered, then what events and the clock bring. */
export const useHealth = (environmentId: string, seed: EnvironmentHealth, seededAt: number) =>
  useQuery<EnvironmentHealth, ApiError>({
    queryKey: healthKeys.one(environmentId),
    queryFn: ({ signal }) => call("getEnvironmentHealth", { params: { environmentId } }, signal),
    initialData: seed,
    initialDataUpdatedAt: seededAt,
    refetchInterval: ASK_AGAIN_MS,
  });

const FLEET_PAGE = 12;

export type Span = "6h" | "14d" | "400d";

/** Courses of some signals; the newest hours are asked for again, months are not. */
export const useCourses = (environmentId: string, span: Span, signals: string) =>
  useQuery<HealthCourses, ApiError>({
    queryKey: healthKeys.courses(environmentId, span, signals),
    queryFn: ({ signal }) =>
      call("getHealthCourses", { params: { environmentId }, query: { span, signals } }, signal),
    refetchInterval: span === "6h" ? 2 * ASK_AGAIN_MS : false,
  });

/** One page of environments by domain; that nobody looks any more comes without an event. */
export const useFleetHealth = (cursor: string | undefined) =>
  useQuery<FleetHealth, ApiError>({
    queryKey: healthKeys.fleet(cursor),
    queryFn: ({ signal }) =>
      call("getFleetHealth", { query: { limit: FLEET_PAGE, ...(cursor ? { cursor } : {}) } }, signal),
    refetchInterval: 2 * ASK_AGAIN_MS,
    // The page before stays while the next is fetched.
    placeholderData: (previous) => previous,
  });
