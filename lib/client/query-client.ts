import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-error";

/** Answers stay fresh until an event says otherwise; this is the longest they may go unquestioned. */
const FRESH_MS = 30_000;

const worthRepeating = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);

/** The one cache of a tab. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: FRESH_MS, gcTime: 300_000, retry: worthRepeating },
      mutations: { retry: false },
    },
  });
}
