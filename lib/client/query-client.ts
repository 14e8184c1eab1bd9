import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  MutationCache,
  notifyManager,
  QueryCache,
  QueryClient,
  type QueryKey,
} from "@tanstack/react-query";
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

/**
 * How live events make queries old: as ever, so that a first answer on its way is kept. Events may come faster than a
 * slow first answer, which nobody would ever see if each of them asked anew.
 */
export const BY_EVENT: InvalidateOptions = { cancelRefetch: true };

class TabQueryClient extends QueryClient {
  /**
   * What a command made old is asked for anew, also what is read for the first time: that answer may be older than the
   * command, and would be taken for the newest. Whoever says `cancelRefetch` decides alone, see BY_EVENT.
   */
  override invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options: InvalidateOptions = {},
  ): Promise<void> {
    const firstReads =
      options.cancelRefetch === undefined
        ? this.getQueryCache()
            .findAll({ ...filters, fetchStatus: "fetching" })
            .filter(({ state }) => state.data === undefined)
        : [];
    return notifyManager.batch(() => {
      for (const query of firstReads) void query.cancel({ revert: true });
      return super.invalidateQueries(filters, options);
    });
  }
}

/** The one cache of a tab. */
export function createQueryClient(): QueryClient {
  return new TabQueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: { staleTime: FRESH_MS, gcTime: 300_000, retry: worthRepeating },
      mutations: { retry: false },
    },
  });
}
