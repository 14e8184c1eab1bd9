"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { DrillTable } from "@/components/drill/drill-table";
import { StartDrill } from "@/components/drill/start-drill";
import { drillsKey, useDrillOptions } from "@/components/drill/use-drills";
import { messages } from "@/components/drill/words";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/call";

const SHOWN = 5;

/** The newest drills of an environment, when the next is due, and the one action that starts another. */
export function EnvironmentDrills({ environmentId, timeZone }: { environmentId: string; timeZone: string }) {
  const [asked, setAsked] = useState(false);
  const options = useDrillOptions(environmentId);
  const drills = useQuery({
    queryKey: drillsKey({ environmentId }),
    queryFn: ({ signal }) => call("listDrills", { query: { environmentId, limit: SHOWN } }, signal),
  });
  const can = options.data?.can.start;
  const due = options.data?.dueAt ?? null;
  return (
    <div id="drills">
      <Section
        title={messages.title}
        meta={
          due === null ? undefined : (
            <>
              next by schedule after <TimeInZone at={due} zone={timeZone} form="day" />
            </>
          )
        }
        right={
          <Button
            disabledReason={can?.allowed === true ? null : (can?.reason ?? messages.loading)}
            onClick={() => setAsked(true)}
          >
            {messages.start}
          </Button>
        }
      >
        {drills.error ? (
          <ErrorState error={drills.error} what={messages.failed} onRetry={() => void drills.refetch()} />
        ) : null}
        {drills.isPending ? <LoadingState label={messages.loading} /> : null}
        {drills.data?.items.length === 0 ? <p className="prose">{messages.noneHere}</p> : null}
        {drills.data && drills.data.items.length > 0 ? (
          <DrillTable caption={messages.title} drills={drills.data.items} ofEnvironment />
        ) : null}
        <p className="small">
          <Link href="/drills">{messages.all}</Link>
        </p>
      </Section>
      {asked && options.data ? <StartDrill options={options.data} onClose={() => setAsked(false)} /> : null}
    </div>
  );
}
