"use client";

import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { AsOpened } from "@/components/patterns/moved-on";
import { LevelDialog } from "@/components/service-level/level-dialog";
import { useFollowTier } from "@/components/service-level/use-levels";
import { messages } from "@/components/service-level/words";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { ServiceLevel } from "@/lib/contracts/api/resources/service-level";

/** Setting the objective anew, or letting it follow its tier. */
export function LevelActs({ level }: { level: ServiceLevel }) {
  const [editing, setEditing] = useState(false);
  const [receipt, setReceipt] = useState<string | null>(null);
  const follow = useFollowTier(level, () => setReceipt(messages.followed));
  const { allowed, reason } = level.can.edit;
  return (
    <>
      <div className="hand">
        <Button disabledReason={allowed ? null : reason} onClick={() => setEditing(true)}>
          {messages.edit}
        </Button>
        {level.custom ? (
          <Button
            busy={follow.isPending}
            disabledReason={allowed ? null : reason}
            onClick={() => follow.mutate(undefined)}
          >
            {messages.follow}
          </Button>
        ) : null}
      </div>
      {receipt === null ? null : (
        <div className="receipt">
          <Notice tone="good" live>
            {receipt}
          </Notice>
        </div>
      )}
      {follow.error ? <ErrorState error={follow.error} what={messages.notSaved} /> : null}
      {editing ? (
        <AsOpened now={level}>
          {(opened, moved) => (
            <LevelDialog
              environment={opened.environment}
              level={opened}
              choices={[opened.indicator]}
              moved={moved}
              onDone={() => {
                setEditing(false);
                setReceipt(messages.saved);
              }}
              onClose={() => setEditing(false)}
            />
          )}
        </AsOpened>
      ) : null}
    </>
  );
}
