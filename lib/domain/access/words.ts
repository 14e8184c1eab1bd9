import type { Action } from "./actions";

/** Where the name's own words would not make a sentence. */
const SPOKEN: Partial<Record<Action, string>> = {
  "audit.read": "read the audit log",
  "calendar.add": "add to the calendar",
  "calendar.cancel": "cancel what is in the calendar",
  "calendar.edit": "change what is in the calendar",
  "calendar.govern": "govern the calendar",
  "calendar.import": "import calendars",
  "calendar.read": "read the calendar",
  "calendar.subscribe": "subscribe to the calendar",
  "catalog.read": "read the catalog",
  "drill.clear": "remove what drills left",
  "drill.finding": "deal with findings of drills",
  "observation.edit": "set how releases are watched",
  "observation.read": "see how releases are watched",
  "operation.continue": "let operations go on",
  "operation.restore_rollback": "roll back by restoring data",
  "operation.roll_back": "roll environments back",
  "restore.undo": "take restores back",
  "session.revoke": "end sessions",
};

const plural = (noun: string): string => (noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`);

/** What an action is, as a sentence says it: "change.approve" is "approve changes". */
export function actionWords(action: Action): string {
  const [noun = "", verb = ""] = action.replaceAll("_", " ").split(".");
  return SPOKEN[action] ?? `${verb} ${plural(noun)}`;
}
