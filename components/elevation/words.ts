import type { Tone } from "@/components/ui/glyph";
import type { Elevation } from "@/lib/contracts/api/resources/elevation";

type StateName = Elevation["state"];

export const elevationMessages = {
  title: "Elevated rights",
  note: "a role for some hours",
  none: "You have asked for none.",
  loading: "Being looked up …",
  failed: "The elevated rights could not be brought up to date.",
  ask: "Ask for elevated rights",
  askEffect:
    "Somebody else who may grant them answers within an hour. They begin with the answer and end by themselves; what you do with them is marked in the audit log.",
  notAsked: "Nothing was asked for.",
  role: "Role",
  over: "Over",
  tenant: "Tenant",
  environment: "Environment",
  firstHundred: "The first 100 by name. Another one is asked for from its incident.",
  choosePlace: "Choose over what.",
  lasts: "For",
  reason: "Why",
  shortReason: "Give a reason of at least 10 characters.",
  incidentNone: "Nobody asked for elevated rights because of it.",
  approve: "Grant",
  approveEffect: "It begins now, ends by itself, and is told to who asked.",
  refuse: "Refuse",
  refuseEffect: "Who asked is told, with what you write.",
  answerNote: "Your note",
  notAnswered: "It was not answered.",
  end: "End now",
  withdraw: "Withdraw",
  endEffect: "The rights count no more from this moment on.",
  withdrawEffect: "Nobody can grant it any more.",
  notEnded: "It was not ended.",
  access: "Access",
  accessSentence:
    "Who asked for rights for some hours, who holds some, and until when. They end by themselves; every act inside them is marked in the audit log.",
  accessNone: "Nobody asks for elevated rights",
  accessNoneMore: "Nobody holds any now. What was is under “all”.",
  accessFailed: "The list could not be brought up to date.",
} as const;

export const SHOWN_CHOICES = [
  { value: "", label: "open" },
  { value: "all", label: "all" },
] as const;

export const MINUTE_CHOICES = [
  { value: "15", label: "15 minutes" },
  { value: "30", label: "30 minutes" },
  { value: "60", label: "1 hour" },
  { value: "120", label: "2 hours" },
  { value: "240", label: "4 hours" },
  { value: "480", label: "8 hours" },
] as const;

const STATES: Readonly<Record<StateName, { tone: Tone; word: string }>> = {
  asked: { tone: "wait", word: "waits for an answer" },
  standing: { tone: "warn", word: "stands" },
  over: { tone: "unknown", word: "over" },
  ended: { tone: "unknown", word: "ended early" },
  refused: { tone: "bad", word: "refused" },
  lapsed: { tone: "unknown", word: "lapsed" },
  withdrawn: { tone: "unknown", word: "withdrawn" },
};

/** How it stands on the reader's clock: what ends by itself is not shown as standing until the next answer. */
export function stateAt({ state, endsAt, answerBy }: Elevation, now: number): { tone: Tone; word: string } {
  if (state === "standing" && endsAt !== null && Date.parse(endsAt) <= now) return STATES.over;
  if (state === "asked" && Date.parse(answerBy) <= now) return STATES.lapsed;
  return STATES[state];
}
