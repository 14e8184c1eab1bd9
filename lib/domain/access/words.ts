import type { Action } from "./actions";

/** Where the name's own words would not make a sentence. */
const SPOKEN: Partial<Record<Action, string>> = {
  "alert.push": "push alerts",
  "alert_route.edit": "set where alerts go",
  "alert_route.read": "see where alerts go",
  "incident.handle": "lead incidents",
  "log.read": "read logs of pods",
  "incident.publish": "publish what a plant reads of incidents",
  "health_policy.edit": "set how health is measured and judged",
  "service_level.edit": "set objectives of environments",
  "service_level.read": "see objectives of environments",
  "approval_policy.edit": "set who approves changes",
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
  "change.comment": "comment on changes",
  "change.emergency": "declare emergencies",
  "change.pay_debt": "settle what emergencies owe",
  "change.request_changes": "ask for changes to a change",
  "delegation.give": "delegate the right to decide",
  "drill.finding": "deal with findings of drills",
  "elevation.approve": "grant elevated rights",
  "elevation.ask": "ask for elevated rights",
  "elevation.end": "end elevated rights",
  "elevation.read": "see elevated rights",
  "gate.waive": "waive gates",
  "change.classify": "set the class of changes",
  "change.lower_class": "lower the class of changes",
  "change.unschedule": "take changes off the schedule",
  "change_queue.keep": "keep queues of changes",
  "change_template.edit": "approve changes beforehand by templates",
  "change_template.read": "see templates of standard changes",
  "evidence.attach": "attach evidence to releases",
  "evidence_policy.edit": "set which evidence is asked for",
  "evidence_policy.read": "see which evidence is asked for",
  "release.lift_quarantine": "lift quarantines of releases",
  "release.quarantine": "put releases into quarantine",
  "service_identity.manage": "manage service identities",
  "service_identity.read": "see service identities",
  "observation.edit": "set how releases are watched",
  "observation.read": "see how releases are watched",
  "operation.continue": "let operations go on",
  "operation.restore_rollback": "roll back by restoring data",
  "operation.roll_back": "roll environments back",
  "restore.undo": "take restores back",
  "policy.edit": "edit gate rules and risk",
  "policy.read": "see gate rules and risk",
  "session.revoke": "end sessions",
};

const plural = (noun: string): string => (noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`);

/** What an action is, as a sentence says it: "change.approve" is "approve changes". */
export function actionWords(action: Action): string {
  const [noun = "", verb = ""] = action.replaceAll("_", " ").split(".");
  return SPOKEN[action] ?? `${verb} ${plural(noun)}`;
}
