import { form } from "@/components/workflow/words";
import type { Input } from "@/lib/contracts/api/registry";
import type { Workflow } from "@/lib/contracts/api/resources/workflow";

/** What stands in the form, as it was typed. */
export type Draft = {
  enabled: string;
  every: string;
  hours: string;
  longest: string;
  share: string;
  ownerName: string;
  ownerContact: string;
  fallback: string;
  runbookId: string;
};

export const draftOf = ({ settings, owner, fallback, runbook }: Workflow): Draft => ({
  enabled: settings.enabled ? "on" : "off",
  every: String(settings.everyMinutes),
  hours: settings.hours,
  longest: String(settings.longestMs / 1_000),
  share: String(Math.round(settings.goodShare * 1e6) / 1e4),
  ownerName: owner.own ? owner.name : "",
  ownerContact: owner.own ? owner.contact : "",
  fallback,
  runbookId: runbook?.id ?? "",
});

type Body = Input<"editWorkflow">["body"];

/** A number as people write it, with a comma too; null for what is none. */
const number = (text: string): number | null =>
  /^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(",", ".")) : null;

/** What is sent; null with what is wrong while something typed is no number. The rest is the server's to say. */
export function draftBody(
  draft: Draft,
  version: number,
): { body: Body | null; problems: Readonly<Record<string, string | undefined>> } {
  const [every, seconds, percent] = [draft.every, draft.longest, draft.share].map(number);
  const problems = {
    "settings.everyMinutes": every === null ? form.number : undefined,
    "settings.longestMs": seconds === null ? form.number : undefined,
    "settings.goodShare": percent === null ? form.number : undefined,
  };
  const numbers = typeof every === "number" && typeof seconds === "number" && typeof percent === "number";
  if (!numbers) return { body: null, problems };
  const { ownerName, ownerContact, fallback, runbookId } = draft;
  const settings: Body["settings"] = {
    enabled: draft.enabled === "on",
    everyMinutes: every,
    hours: draft.hours === "shifts" ? "shifts" : "always",
    longestMs: Math.round(seconds * 1_000),
    goodShare: Math.round(percent * 1e4) / 1e6,
  };
  const words = { ownerName, ownerContact, fallback, runbookId: runbookId === "" ? null : runbookId };
  return { body: { settings, ...words, version }, problems };
}
