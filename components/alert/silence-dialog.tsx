"use client";

import { useState } from "react";
import { useSilence } from "@/components/alert/use-alerts";
import { placeOf } from "@/components/alert/words";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { SelectField } from "@/components/ui/field";
import type { AlertBrief } from "@/lib/contracts/api/resources/alert";
import { DOMAIN_NAMES } from "@/lib/domain/alert/source";

const HOUR_MS = 3_600_000;
const LENGTHS = [
  { value: "1", label: "1 hour" },
  { value: "4", label: "4 hours" },
  { value: "12", label: "12 hours" },
  { value: "24", label: "1 day" },
  { value: "168", label: "1 week" },
] as const;

/** Asks for how long nobody is told of what an alert is about, and why. */
export function SilenceDialog({ alert, onClose }: { alert: AlertBrief; onClose: () => void }) {
  const [hours, setHours] = useState("4");
  const [wide, setWide] = useState("domain");
  const mutation = useSilence(onClose);
  const { environment, domain } = alert;
  const confirm = (reason: string) =>
    mutation.mutate({
      ...(environment === null
        ? { level: "fleet" as const }
        : { level: "environment" as const, environmentId: environment.id }),
      domains: wide === "domain" ? [domain] : [],
      reason,
      until: new Date(Date.now() + Number(hours) * HOUR_MS).toISOString(),
    });
  return (
    <ConfirmWithReason
      title={`Silence ${placeOf(alert)}?`}
      effect="Nobody is told until then. It stays on this page, and what still stands at the end is told again."
      confirmLabel="Silence"
      reasonLabel="Why"
      busy={mutation.isPending}
      error={mutation.error}
      failed="It was not silenced."
      onConfirm={confirm}
      onClose={onClose}
    >
      <SelectField
        label="For how long"
        choices={LENGTHS}
        value={hours}
        onChange={(event) => setHours(event.target.value)}
      />
      <SelectField
        label="What"
        choices={[
          { value: "domain", label: `Only ${DOMAIN_NAMES[domain].toLowerCase()}` },
          { value: "all", label: "Everything there" },
        ]}
        value={wide}
        onChange={(event) => setWide(event.target.value)}
      />
    </ConfirmWithReason>
  );
}
