"use client";

import { useState } from "react";
import { AskDialog } from "@/components/elevation/ask-dialog";
import { ElevationTable } from "@/components/elevation/elevation-table";
import { useMyElevations } from "@/components/elevation/use-elevations";
import { elevationMessages as text } from "@/components/elevation/words";
import { ErrorState } from "@/components/patterns/error-state";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";

/** What I asked for, what I hold and until when, and asking for more. */
export function MyElevations() {
  const [asking, setAsking] = useState(false);
  const query = useMyElevations();
  const mine = query.data;
  const ask = mine?.can.ask;
  return (
    <Section
      title={text.title}
      meta={text.note}
      right={
        <Button
          disabledReason={ask?.allowed ? null : (ask?.reason ?? text.loading)}
          onClick={() => setAsking(true)}
        >
          {text.ask}
        </Button>
      }
    >
      {query.error ? (
        <ErrorState error={query.error} what={text.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {mine === undefined ? (
        <p className="prose">{text.loading}</p>
      ) : mine.items.length === 0 ? (
        <p className="prose">{text.none}</p>
      ) : (
        <ElevationTable rows={mine.items} caption={text.title} />
      )}
      {asking && mine ? <AskDialog mine={mine} onClose={() => setAsking(false)} /> : null}
    </Section>
  );
}
