import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-error";

/** Answers stay fresh until an event says otherwise; this is the longest they may go unquestioned. */
const FRESH_MS = 30_000;

const worthRepeating = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);

/** A session that has ended sends the reader to sign in, and back to this page afterwards. */
function leaveWhenSignedOut(error: Error): void {
  if (!(error instanceof ApiError) || error.code !== "not_signed_in") return;
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?reason=expired&callbackUrl=${encodeURIComponent(here)}`);
}

/** The one cache of a tab. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: { staleTime: FRESH_MS, gcTime: 300_000, retry: worthRepeating },
      mutations: { retry: false },
    },
  });
}
