"use client";

import { useState } from "react";
import { messages } from "@/components/runbook/messages";
import { Button } from "@/components/ui/button";

const text = messages.run;

/** Takes a text along. Says so only when the browser has really taken it. */
export function CopyText({ text: words, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(words).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <Button variant="quiet" aria-label={`${text.copy}: ${what}`} onClick={copy}>
      {copied ? text.copied : text.copy}
    </Button>
  );
}
