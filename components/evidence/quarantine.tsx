"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { useQuarantine } from "@/components/evidence/use-evidence";
import { useReader } from "@/components/patterns/reader";
import { TimeInZone } from "@/components/patterns/time-in-zone";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

const WORDS = {
  quarantine: {
    action: "Quarantine",
    title: (name: string) => `Put ${name} into quarantine?`,
    effect:
      "No change, train or schedule starts with it or goes on with it, and nothing goes back to it, until somebody lifts it. What runs, runs on.",
    confirm: "Quarantine it",
    reason: "What is wrong with it",
    failed: "It was not put into quarantine.",
  },
  lift: {
    action: "Lift",
    title: (name: string) => `Lift the quarantine of ${name}?`,
    effect: "Changes may bring it again as soon as every other gate lets them.",
    confirm: "Lift the quarantine",
    reason: "Why it may go again",
    failed: "The quarantine was not lifted.",
  },
} as const;

type ButtonProps = {
  release: { id: string; name: string };
  verb: keyof typeof WORDS;
  can: { allowed: boolean; reason: string | null };
};

/** Asks for the reason before a release is stopped, or let go again. */
export function QuarantineButton({ release, verb, can }: ButtonProps) {
  const [asked, setAsked] = useState(false);
  const mutation = useQuarantine(release.id, verb, () => setAsked(false));
  const text = WORDS[verb];
  return (
    <>
      <Button
        disabledReason={can.allowed ? null : can.reason}
        onClick={() => {
          mutation.reset();
          setAsked(true);
        }}
      >
        {text.action}
      </Button>
      {asked ? (
        <ConfirmWithReason
          title={text.title(release.name)}
          effect={text.effect}
          confirmLabel={text.confirm}
          danger={verb === "quarantine"}
          reasonLabel={text.reason}
          busy={mutation.isPending}
          error={mutation.error}
          failed={text.failed}
          onConfirm={(reason) => mutation.mutate(reason)}
          onClose={() => setAsked(false)}
        />
      ) : null}
    </>
  );
}

type Standing = { reason: string; by: string; since: string };
type NoticeProps = {
  name: string;
  quarantine: Standing | null;
  /** Where it is lifted; none on that page itself. */
  href?: string;
};

/** That a release is in quarantine, where it is about to be used. */
export function QuarantineNotice({ name, quarantine, href }: NoticeProps) {
  const { timeZone } = useReader();
  if (quarantine === null) return null;
  return (
    <Notice tone="bad">
      {href === undefined ? (
        name
      ) : (
        <Link className="underlined" href={href}>
          {name}
        </Link>
      )}{" "}
      is in quarantine since <TimeInZone at={quarantine.since} zone={timeZone} />, by {quarantine.by}:{" "}
      {quarantine.reason}
    </Notice>
  );
}
