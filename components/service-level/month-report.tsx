"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { Choice } from "@/components/patterns/filter-bar";
import { reportCsv, reportMonths } from "@/components/service-level/report";
import { messages } from "@/components/service-level/words";
import { Button } from "@/components/ui/button";
import type { ApiError } from "@/lib/client/api-error";
import { call } from "@/lib/client/call";
import { download } from "@/lib/client/download";
import type { ServiceReport } from "@/lib/contracts/api/resources/service-level";

type MonthReportProps = { seededAt: number; tenantId?: string | undefined };

/** What was promised and kept in a month, as a file. */
export function MonthReport({ seededAt, tenantId }: MonthReportProps) {
  const months = reportMonths(new Date(seededAt));
  const [month, setMonth] = useState(months[0] ?? "");
  const mutation = useMutation<ServiceReport, ApiError, string>({
    mutationFn: (wanted) =>
      call("getServiceReport", { query: { month: wanted, ...(tenantId === undefined ? {} : { tenantId }) } }),
    onSuccess: (report) => download(`objectives-${report.month}.csv`, "text/csv", reportCsv(report)),
  });
  return (
    <>
      <Choice
        label={messages.report}
        value={month}
        choices={months.map((value) => ({ value, label: value }))}
        onChoose={setMonth}
      />
      <Button
        busy={mutation.isPending}
        aria-label={`${messages.report} ${month}: ${messages.reportGet}`}
        onClick={() => mutation.mutate(month)}
      >
        {messages.reportGet}
      </Button>
      {mutation.error ? <ErrorState error={mutation.error} what={messages.reportFailed} /> : null}
    </>
  );
}
