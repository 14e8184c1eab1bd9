"use client";

import { useState } from "react";
import { EmptyState } from "@/components/patterns/empty-state";
import { PolicyPage } from "@/components/patterns/policy-pages";
import { Section } from "@/components/patterns/section";
import { TemplateForm } from "@/components/template/template-form";
import { TemplateSection } from "@/components/template/template-section";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/call";
import { changeTemplateKeys } from "@/lib/client/query-keys";
import { useSeededQuery } from "@/lib/client/seeded-query";
import type { Output } from "@/lib/contracts/api/registry";

const WORDS = {
  crumb: "Policies",
  title: "Standard changes",
  sentence:
    "Kinds of change that somebody has approved beforehand, within limits. What fits is approved as soon as it is submitted; a template whose changes fail too often suspends itself.",
  failed: "The templates could not be brought up to date.",
} as const;

type Seed = Output<"listChangeTemplates">;

/** Templates of standard changes. */
export function TemplatesPage({ seed, seededAt }: { seed: Seed; seededAt: number }) {
  const [creating, setCreating] = useState(false);
  const query = useSeededQuery<Seed>({
    queryKey: changeTemplateKeys.all,
    queryFn: ({ signal }) => call("listChangeTemplates", {}, signal),
    seed,
    seededAt,
  });
  const { items, can } = query.data ?? seed;
  const button = (
    <Button disabledReason={can.create.allowed ? null : can.create.reason} onClick={() => setCreating(true)}>
      New template
    </Button>
  );
  return (
    <PolicyPage here="templates" words={WORDS} query={query}>
      <Section title="Templates" meta={items.length} right={creating ? undefined : button}>
        {creating ? <TemplateForm template={null} onClose={() => setCreating(false)} /> : null}
        {items.length === 0 && !creating ? (
          <EmptyState title="None yet">Every change is decided on by people.</EmptyState>
        ) : null}
      </Section>
      {items.map((template) => (
        <TemplateSection key={template.id} template={template} />
      ))}
    </PolicyPage>
  );
}
