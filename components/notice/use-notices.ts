"use client";

import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { noticeKeys } from "@/lib/client/query-keys";
import type { Notice, UnreadNotices } from "@/lib/contracts/api/resources/notice";

/** Live events tell of new ones at once; this is for a tab that hears none. */
const COUNT_EVERY_MS = 60_000;

/** How many of the reader's notices are unread. */
export function useUnreadNotices() {
  return useQuery<UnreadNotices, ApiError>({
    queryKey: noticeKeys.unread,
    queryFn: ({ signal }) => call("countUnreadNotices", {}, signal),
    refetchInterval: COUNT_EVERY_MS,
  });
}

const refresh = (client: QueryClient) => void client.invalidateQueries({ queryKey: noticeKeys.all });

/** Marks one notice read. */
export function useReadNotice() {
  const client = useQueryClient();
  return useMutation<Notice, ApiError, string>({
    mutationFn: (noticeId) => call("readNotice", { params: { noticeId } }),
    onSettled: () => refresh(client),
  });
}

/** Marks all read, up to the newest the reader had before the eyes. */
export function useReadAllNotices() {
  const client = useQueryClient();
  return useMutation<UnreadNotices, ApiError, string>({
    mutationFn: (until) => call("readAllNotices", { body: { until } }),
    onSettled: () => refresh(client),
  });
}
