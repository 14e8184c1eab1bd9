"use client";

import { useState } from "react";

/** A long identifier shortened in the middle; pressing it copies the whole. */
export function Digest({ value, label = "digest" }: { value: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
      setTimeout(() => setCopied(false), 1_500);
    } catch {
      setCopied(false);
    }
  };
  return (
    <button type="button" className="digest" title={`${value} · press to copy`} onClick={() => void copy()}>
      <span className="mono">{shorten(value)}</span>
      <span className="sr">{copied ? `, ${label} copied` : `, copy ${label}`}</span>
      {copied ? <span className="sub small">copied</span> : null}
    </button>
  );
}

/** "sha256:e07b41c9…5d22"; short values stay whole. */
export function shorten(value: string): string {
  const [scheme, rest] = value.includes(":") ? splitScheme(value) : ["", value];
  if (rest.length <= 16) return value;
  return `${scheme}${rest.slice(0, 8)}…${rest.slice(-4)}`;
}

function splitScheme(value: string): [string, string] {
  const at = value.indexOf(":") + 1;
  return [value.slice(0, at), value.slice(at)];
}
