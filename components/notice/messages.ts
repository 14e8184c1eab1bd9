import { counted, sentenceCase } from "@/lib/domain/shared/words";

export const messages = {
  notices: "Notices",
  bell: (unread: number, more: boolean) =>
    unread === 0 ? "Notices, none unread" : `Notices, ${unread}${more ? " or more" : ""} unread`,
  unreadCount: (unread: number, more: boolean) => (more ? `${unread}+` : String(unread)),
  sentence: (unread: number, more: boolean) => {
    if (unread === 0) return "Everything is read.";
    if (more) return `More than ${unread} are unread.`;
    return `${sentenceCase(counted(unread, "notice is", "notices are"))} unread.`;
  },
  title: "Told to you",
  note: "newest first, kept for 90 days",
  show: "Show",
  choices: [
    { value: "", label: "all" },
    { value: "true", label: "unread" },
    { value: "false", label: "read" },
  ],
  empty: "No notice here.",
  emptyMore:
    "You are told when an environment you work with is changed, when an operation waits for your answer, and when one ends badly.",
  emptyUnread: "Nothing is unread.",
  failed: "The list could not be brought up to date.",
  readAll: "Mark all read",
  read: "Mark read",
  readFailed: "It was not marked read.",
  unread: "unread",
  open: "Open the operation",
} as const;
