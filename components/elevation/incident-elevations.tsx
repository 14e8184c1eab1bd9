"use client";

import { useState } from "react";
import { AskDialog } from "@/components/elevation/ask-dialog";
import { ElevationTable } from "@/components/elevation/elevation-table";
import { useMyElevations } from "@/components/elevation/use-elevations";
import { elevationMessages as text } from "@/components/elevation/words";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";
import type { Incident } from "@/lib/contracts/api/resources/incident";

/** Rights that were asked for because of an incident, and asking for some. */
export function IncidentElevations({ incident }: { incident: Incident }) {
  const [asking, setAsking] = useState(false);
  const { elevations, can } = incident;
  const { askElevation } = can;
  return (
    <Section
      title={text.title}
      meta={elevations.length}
      right={
        <Button
          disabledReason={askElevation.allowed ? null : askElevation.reason}
          onClick={() => setAsking(true)}
        >
          {text.ask}
        </Button>
      }
    >
      {elevations.length === 0 ? (
        <p className="prose">{text.incidentNone}</p>
      ) : (
        <ElevationTable rows={elevations} caption={text.title} />
      )}
      {asking ? <AskHere incident={incident} onClose={() => setAsking(false)} /> : null}
    </Section>
  );
}

/** Which roles there are is asked only by whoever wants one. */
function AskHere({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const { data: mine, error } = useMyElevations();
  if (mine === undefined) return <p role="status">{error?.message ?? text.loading}</p>;
  if (!mine.can.ask.allowed) return <p role="status">{mine.can.ask.reason}</p>;
  const { id: incidentId, environment, tenant } = incident;
  const place = { level: "environment", tenantId: tenant.id, environmentId: environment.id } as const;
  const name = `${tenant.name}, ${environment.name}`;
  return <AskDialog mine={mine} about={{ place, name, incidentId }} onClose={onClose} />;
}
