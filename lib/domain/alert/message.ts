import { momentIn } from "../shared/moment";
import type { AlertRecord } from "./record";
import { DOMAIN_NAMES } from "./source";
import { type AlertTier, TIER_NAMES } from "./tier";

export type MessageOccasion = "raised" | "over" | "many" | "test";

export type MessageFacts = {
  /** Stays the same however often it is sent, so that a receiver can tell a repetition. */
  id: string;
  occasion: MessageOccasion;
  number: string;
  tier: AlertTier;
  domain: AlertRecord["domain"];
  title: string;
  sentence: string;
  /** "Hartmann, Production"; null for what concerns no environment. */
  place: string | null;
  hurts: string;
  since: Date;
  zone: string;
  /** How many more are counted; only for `many`. */
  count: number;
  /** Where to look; null when Holdfast was not told its own address. */
  link: string | null;
};

const LINE = 300;
const cut = (text: string): string => (text.length > LINE ? `${text.slice(0, LINE - 1)}…` : text);
/** A subject is one line, whatever a source wrote into it. */
const oneLine = (text: string): string => cut(text.replaceAll(/\s+/g, " ").trim());

/** The message as one line. */
export function headline(facts: MessageFacts): string {
  if (facts.occasion === "many") return `${facts.count} more alerts within ten minutes`;
  if (facts.occasion === "test") return oneLine(`Test of the route “${facts.title}”`);
  const where = facts.place === null ? "" : `${facts.place}: `;
  const word = facts.occasion === "over" ? "Over" : TIER_NAMES[facts.tier];
  return oneLine(`[${word}] ${where}${facts.title} (${facts.number})`);
}

/** The message as a person reads it. */
export function bodyLines(facts: MessageFacts): readonly string[] {
  const link = facts.link === null ? [] : [facts.link];
  if (facts.occasion === "many")
    return ["So many came at once that they are not sent one by one. All of them are on the page.", ...link];
  if (facts.occasion === "test")
    return [
      "Nothing is wrong: somebody wanted to see whether messages arrive here.",
      facts.sentence,
      ...link,
    ];
  const since = `Since ${momentIn(facts.since, facts.zone)}.`;
  const what = facts.occasion === "over" ? `It is over: ${facts.sentence}` : facts.sentence;
  return [cut(what), since, facts.hurts, `${DOMAIN_NAMES[facts.domain]}, ${facts.number}`, ...link].filter(
    (line) => line !== "",
  );
}

/** What Slack's incoming webhooks take. */
export const slackBody = (facts: MessageFacts): unknown => ({
  text: escaped([`*${headline(facts)}*`, ...bodyLines(facts)].join("\n")),
});

/** Slack reads these as mark-up, so that a text could name everybody. */
const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** What workflows of Teams take: one adaptive card. */
export const teamsBody = (facts: MessageFacts): unknown => ({
  type: "message",
  attachments: [
    {
      contentType: "application/vnd.microsoft.card.adaptive",
      content: {
        $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
        type: "AdaptiveCard",
        version: "1.4",
        body: [
          { type: "TextBlock", size: "Medium", weight: "Bolder", wrap: true, text: headline(facts) },
          ...bodyLines(facts).map((text) => ({ type: "TextBlock", wrap: true, text })),
        ],
      },
    },
  ],
});

/** A CloudEvent: for machines. */
export const eventBody = (facts: MessageFacts, at: Date): unknown => ({
  specversion: "1.0",
  id: facts.id,
  source: "/holdfast/alerts",
  type: `holdfast.alert.${facts.occasion}`,
  time: at.toISOString(),
  datacontenttype: "application/json",
  subject: facts.number,
  data: {
    ...{ number: facts.number, tier: facts.tier, domain: facts.domain, title: facts.title },
    ...{ sentence: facts.sentence, place: facts.place, hurts: facts.hurts, count: facts.count },
    ...{ since: facts.since.toISOString(), link: facts.link },
  },
});
