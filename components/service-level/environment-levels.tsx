"use client";

import Link from "next/link";
import { useState } from "react";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { LevelDialog } from "@/components/service-level/level-dialog";
import { useLevelsOf } from "@/components/service-level/use-levels";
import { attainedText, messages, standingOf } from "@/components/service-level/words";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { Notice } from "@/components/ui/notice";
import type { ServiceLevel } from "@/lib/contracts/api/resources/service-level";
import { INDICATOR_IDS } from "@/lib/domain/service-level/indicator";
import { leftText } from "@/lib/domain/service-level/words";

type EnvironmentLevelsProps = { environment: { id: string; name: string } };

/** What is promised of one environment, and what is left of it. */
export function EnvironmentLevels({ environment }: EnvironmentLevelsProps) {
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState(false);
  const query = useLevelsOf(environment.id);
  const levels = query.data?.items ?? [];
  const taken = new Set(levels.map(({ indicator }) => indicator));
  const choices = INDICATOR_IDS.filter((id) => !taken.has(id));
  const add = query.data?.can.add;
  return (
    <Section
      title={messages.title}
      meta={levels.length === 0 ? undefined : levels.length}
      right={
        add !== undefined && choices.length > 0 ? (
          <Button disabledReason={add.allowed ? null : add.reason} onClick={() => setAdding(true)}>
            {messages.add}
          </Button>
        ) : undefined
      }
    >
      {query.error ? (
        <ErrorState error={query.error} what={messages.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <LoadingState label={messages.title} /> : null}
      {query.data !== undefined && levels.length === 0 ? <p className="prose">{messages.none}.</p> : null}
      {added ? (
        <div className="receipt">
          <Notice tone="good" live>
            {messages.saved}
          </Notice>
        </div>
      ) : null}
      <LevelList levels={levels} />
      {adding ? (
        <LevelDialog
          environment={environment}
          level={null}
          choices={choices}
          onDone={() => {
            setAdding(false);
            setAdded(true);
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </Section>
  );
}

const LevelList = ({ levels }: { levels: readonly ServiceLevel[] }) => (
  <ul className="rowlist workflows">
    {levels.map((level) => {
      const { tone, word } = standingOf(level);
      const { id, title, budgetLeft, enabled } = level;
      const left =
        budgetLeft === null || !enabled ? "" : `, ${leftText(budgetLeft)}${budgetLeft < 0 ? "" : " left"}`;
      return (
        <li key={id}>
          <Glyph tone={tone} label={word} />
          <Link className="strong" href={`/objectives/${id}`}>
            {title}
          </Link>
          <span className={tone === "good" || tone === "unknown" ? "t2" : "strong"}>{word + left}</span>
          <span className="sub small">{enabled ? `kept / promised ${attainedText(level)}` : null}</span>
        </li>
      );
    })}
  </ul>
);
