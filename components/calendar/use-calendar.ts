"use client";

import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { auditKeys, calendarKeys, changeKeys } from "@/lib/client/query-keys";
import type { Input, Output } from "@/lib/contracts/api/registry";
import type { CalendarEvent, CalendarPlaces } from "@/lib/contracts/api/resources/calendar";

function refresh(client: QueryClient): void {
  for (const queryKey of [calendarKeys.all, changeKeys.all, auditKeys.all])
    void client.invalidateQueries({ queryKey });
}

/** Where the reader may put an event. */
export const useCalendarPlaces = () =>
  useQuery<CalendarPlaces, ApiError>({
    queryKey: calendarKeys.places,
    queryFn: ({ signal }) => call("getCalendarPlaces", {}, signal),
  });

export type EventBody = Input<"addCalendarEvent">["body"];

/** Adds an event, or changes one over the version that was seen. */
export function useSaveEvent(event: CalendarEvent | null, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<CalendarEvent, ApiError, EventBody>({
    mutationFn: (body) => {
      if (event === null) return call("addCalendarEvent", { body });
      const { level: _l, industry: _i, tenantId: _t, siteId: _s, environmentId: _e, ...content } = body;
      return call("editCalendarEvent", {
        params: { eventId: event.id },
        body: { ...content, version: event.version },
      });
    },
    onSuccess: () => {
      refresh(client);
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict") refresh(client);
    },
  });
}

/** Cancels an event, or one time of it when a day is named. */
export function useCancelEvent(event: CalendarEvent, day: string | null, onDone: () => void) {
  const client = useQueryClient();
  return useMutation<CalendarEvent, ApiError, string>({
    mutationFn: (reason) => {
      const params = { eventId: event.id };
      const body = { version: event.version, reason };
      return day === null
        ? call("cancelCalendarEvent", { params, body })
        : call("skipCalendarOccurrence", { params, body: { ...body, day } });
    },
    onSuccess: () => {
      refresh(client);
      onDone();
    },
    onError: (error) => {
      if (error.code === "conflict") refresh(client);
    },
  });
}

type ImportBody = Input<"importCalendar">["body"];
type Import = Output<"importCalendar">;

/** What a file would do. */
export const useImportPreview = () =>
  useMutation<Import, ApiError, ImportBody>({
    mutationFn: (body) => call("previewCalendarImport", { body }),
  });

/** Takes a file over. */
export function useImport() {
  const client = useQueryClient();
  return useMutation<Import, ApiError, ImportBody>({
    mutationFn: (body) => call("importCalendar", { body }),
    onSuccess: () => refresh(client),
  });
}
