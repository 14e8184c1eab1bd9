"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { IntegrationDialog } from "@/components/integration/integration-dialog";
import { useCheckIntegration, useRemoveIntegration } from "@/components/integration/use-integrations";
import { messages } from "@/components/integration/words";
import { ConfirmWithReason } from "@/components/patterns/confirm-with-reason";
import { ErrorState } from "@/components/patterns/error-state";
import { AsOpened } from "@/components/patterns/moved-on";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { Integration } from "@/lib/contracts/api/resources/integration";

const text = messages.one;

/** Check it now, edit it, remove it; each with its receipt. */
export function IntegrationActs({ integration }: { integration: Integration }) {
  const [asks, setAsks] = useState<"edit" | "remove" | null>(null);
  const router = useRouter();
  const check = useCheckIntegration(integration.id);
  const away = `/environments/${integration.environment.id}#integrations`;
  const remove = useRemoveIntegration(integration, () => router.push(away));
  const { can } = integration;
  const editReason = can.edit.allowed ? null : can.edit.reason;
  return (
    <>
      <div className="hand">
        <Button
          variant="primary"
          onClick={() => check.mutate()}
          busy={check.isPending}
          disabledReason={can.check.allowed ? null : can.check.reason}
        >
          {check.isPending ? text.checking : text.check}
        </Button>
        <Button onClick={() => setAsks("edit")} disabledReason={editReason}>
          {text.edit}
        </Button>
        <Button onClick={() => setAsks("remove")} disabledReason={editReason}>
          {text.remove}
        </Button>
      </div>
      {check.error ? <ErrorState error={check.error} what={text.checkFailed} /> : null}
      {check.data === undefined ? null : (
        <div className="receipt">
          <Notice tone={noticeTone(check.data)} live>
            {text.checked(check.data.sentence)}
          </Notice>
        </div>
      )}
      {asks === "edit" ? (
        <AsOpened now={integration}>
          {(opened, moved) => (
            <IntegrationDialog
              environmentId={opened.environment.id}
              integration={opened}
              moved={moved}
              onClose={() => setAsks(null)}
            />
          )}
        </AsOpened>
      ) : null}
      {asks === "remove" ? (
        <ConfirmWithReason
          title={text.removeTitle(integration.name)}
          effect={text.removeEffect}
          confirmLabel={`${text.remove} ${integration.name}`}
          danger
          reasonLabel={null}
          busy={remove.isPending}
          error={remove.error}
          failed={text.removeFailed}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsks(null)}
        />
      ) : null}
    </>
  );
}

const noticeTone = ({ readings }: Integration): "good" | "warn" | "bad" => {
  const outcome = readings.at(-1)?.outcome ?? "unknown";
  return outcome === "good" ? "good" : outcome === "bad" ? "bad" : "warn";
};
