import {
  type InvalidateOptions,
  type InvalidateQueryFilters,
  MutationCache,
  notifyManager,
  QueryCache,
  QueryClient,
  type QueryFilters,
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

const BY_EVENT: InvalidateOptions = { cancelRefetch: true };

/**
 * How live events make queries old. A first answer on its way is kept: events may come faster than a slow one, which
 * nobody would ever see if each of them asked anew. It may be older than the event, and no other may follow: once it is
 * there it is asked for again.
 */
export async function invalidateByEvent(
  client: QueryClient,
  filters: InvalidateQueryFilters = {},
): Promise<void> {
  const firstReads = firstReadsOf(client, filters);
  await client.invalidateQueries(filters, BY_EVENT);
  const again = firstReads.map(({ queryKey }) =>
    client.invalidateQueries({ queryKey, exact: true }, BY_EVENT),
  );
  await Promise.all(again);
}

const firstReadsOf = (client: QueryClient, filters: QueryFilters) =>
  client
    .getQueryCache()
    .findAll({ ...filters, fetchStatus: "fetching" })
    .filter(({ state }) => state.data === undefined);

class TabQueryClient extends QueryClient {
  /**
   * What a command made old is asked for anew, also what is read for the first time: that answer may be older than the
   * command, and would be taken for the newest. Whoever says `cancelRefetch` decides alone, see invalidateByEvent.
   */
  override invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options: InvalidateOptions = {},
  ): Promise<void> {
    const firstReads = options.cancelRefetch === undefined ? firstReadsOf(this, filters ?? {}) : [];
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
