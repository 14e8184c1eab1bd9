"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { messages } from "@/components/calendar/messages";
import { ErrorState } from "@/components/patterns/error-state";
import { State } from "@/components/ui/glyph";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { calendarKeys } from "@/lib/client/query-keys";
import type { CalendarOpening } from "@/lib/contracts/api/resources/calendar";

/** Whether changes may begin here now, and when that changes: one line under an environment's head. */
export function EnvironmentOpening({ environmentId }: { environmentId: string }) {
  const opening = useQuery<CalendarOpening, ApiError>({
    queryKey: calendarKeys.opening(environmentId),
    queryFn: ({ signal }) => call("getOpening", { params: { environmentId } }, signal),
  });
  if (opening.error) {
    return (
      <ErrorState
        error={opening.error}
        what={messages.opening.failed}
        onRetry={() => void opening.refetch()}
      />
    );
  }
  const { data } = opening;
  if (data === undefined) return <p className="cal-opening" aria-busy="true" />;
  return (
    <p className="cal-opening">
      <State tone={data.open ? "good" : "parked"}>{data.open ? messages.open : messages.closed}</State>{" "}
      <span>{data.sentence}</span>{" "}
      <Link href={`/calendar?tenantId=${data.tenant.id}&environmentId=${environmentId}`}>
        {messages.calendar}
      </Link>
    </p>
  );
}
