"use client";

import Link from "next/link";
import { Fragment, type ReactNode, useState } from "react";
import { useReaderZone } from "@/components/patterns/clock";
import { ErrorState } from "@/components/patterns/error-state";
import { MovedOn } from "@/components/patterns/moved-on";
import { Page } from "@/components/patterns/page";
import { PageHead } from "@/components/patterns/page-head";
import { Section } from "@/components/patterns/section";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

const PAGES = [
  { id: "approvals", href: "/policies/approvals", label: "Approvals" },
  { id: "gates", href: "/policies/gates", label: "Gate rules" },
  { id: "risk", href: "/policies/risk", label: "Risk" },
  { id: "windows", href: "/policies/windows", label: "Window fit" },
  { id: "observation", href: "/policies/observation", label: "Observation" },
  { id: "objectives", href: "/policies/objectives", label: "Objectives" },
  { id: "health", href: "/policies/health", label: "Health" },
  { id: "backups", href: "/policies/backups", label: "Backups" },
  { id: "recovery", href: "/policies/recovery", label: "Recovery proof" },
  { id: "alerting", href: "/policies/alerting", label: "Alerting" },
  { id: "evidence", href: "/policies/evidence", label: "Evidence" },
  { id: "templates", href: "/policies/templates", label: "Standard changes" },
] as const;

type PageId = (typeof PAGES)[number]["id"];
type FrameProps = {
  here: PageId;
  words: { crumb: string; title: string; sentence: string; failed: string };
  query: { error: Error | null; refetch(): unknown };
  children: ReactNode;
};

/** A page of policies, with the way to the others. */
export function PolicyPage({ here, words, query, children }: FrameProps) {
  return (
    <Page here={words.crumb}>
      <PageHead title={words.title} sentence={words.sentence} />
      <PolicyPages here={here} />
      {query.error ? (
        <ErrorState error={query.error} what={words.failed} onRetry={() => void query.refetch()} />
      ) : null}
      {children}
    </Page>
  );
}

type SectionProps = {
  /** Whom the policy is for. */
  name: string;
  policy: {
    version: number;
    updatedAt: string | null;
    can: { edit: { allowed: boolean; reason: string | null } };
  };
  words: { edit: string; saved: string; standard: string; changed: string };
  form: (leave: { onDone(): void; onClose(): void }) => ReactNode;
  /** The policy in words, while nobody edits it. */
  children: ReactNode;
};

type State = { kind: "shown" | "saved" } | { kind: "edited"; version: number; form: ReactNode };

/**
 * One policy: what holds and since when, and its form in the same place. The form stays as it was opened: what somebody
 * else saves meanwhile takes nothing away from what is typed, and saving over it is refused.
 */
export function PolicySection({ name, policy, words, form, children }: SectionProps) {
  const [state, setState] = useState<State>({ kind: "shown" });
  const zone = useReaderZone() ?? "UTC";
  const { edit } = policy.can;
  const opened = form({
    onDone: () => setState({ kind: "saved" }),
    onClose: () => setState({ kind: "shown" }),
  });
  const open = () => setState({ kind: "edited", version: policy.version, form: opened });
  const button = (
    <Button
      aria-label={`${words.edit} ${name}`}
      disabledReason={edit.allowed ? null : edit.reason}
      onClick={open}
    >
      {words.edit}
    </Button>
  );
  const since =
    policy.updatedAt === null ? (
      words.standard
    ) : (
      <>
        {words.changed} <TimeInZone at={policy.updatedAt} zone={zone} />
      </>
    );
  return (
    <Section title={name} meta={since} right={state.kind === "edited" ? undefined : button}>
      {state.kind === "saved" ? (
        <div className="receipt">
          <Notice tone="good" live>
            {words.saved}
          </Notice>
        </div>
      ) : null}
      {state.kind === "edited" && state.version !== policy.version ? <MovedOn onTake={open} /> : null}
      {state.kind === "edited" ? <Fragment key={state.version}>{state.form}</Fragment> : children}
    </Section>
  );
}

function PolicyPages({ here }: { here: PageId }) {
  return (
    <nav className="seg policy-pages" aria-label="Policies">
      {PAGES.map(({ id, href, label }) => (
        <Link key={id} href={href} aria-current={id === here ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
