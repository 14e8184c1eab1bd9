import { STAGE_NAMES, STAGES } from "@/lib/domain/catalog/stage";

export const messages = {
  environments: "Environments",
  list: {
    sentence: (shown: number, wrong: number, more: boolean) => {
      const rest = more ? " on this page, and more behind it" : "";
      if (shown === 0) return "No environment matches.";
      const first = shown === 1 ? `One environment${rest}` : `${shown} environments${rest}`;
      if (wrong === 0) return `${first}; all are good.`;
      return wrong === 1 ? `${first}; one is not good.` : `${first}; ${wrong} are not good.`;
    },
    title: "Fleet",
    note: "health from the pods the cluster reports and the last smoke checks",
    stage: "Stage",
    stages: [
      { value: "", label: "all" },
      ...STAGES.map((stage) => ({ value: stage, label: STAGE_NAMES[stage] })),
    ],
    health: "Health",
    healths: [
      { value: "", label: "any" },
      { value: "bad", label: "bad" },
      { value: "warning", label: "warning" },
      { value: "unknown", label: "unknown" },
      { value: "good", label: "good" },
    ],
    search: "Name or tenant",
    empty: "No environment here.",
    emptyFiltered: "Nothing matches these filters. Take one away to see more.",
    emptyAll: "None is within your scope yet.",
    failed: "The list could not be brought up to date.",
  },
  page: {
    pods: "Pods",
    podsNone: "The cluster reports no pod for this environment.",
    smoke: "Last smoke checks",
    smokeNone: "No smoke check has run here yet; it runs with the first deployment.",
    modules: "Modules",
    modulesNone: "No release has been deployed here yet.",
    now: "Running now",
    operations: "Operations",
    operationsNone: "Nothing has been deployed here yet.",
    operationsMore: "All operations here",
    changes: "Changes",
    changesNone: "No change for this environment yet.",
    changesMore: "All changes here",
    draft: "Draft a change",
    logs: "Logs",
    restore: "Restore data",
    configuration: "Desired state",
    failed: "The environment could not be brought up to date.",
    panel: "Summary",
    heard: "Heard from the cluster",
    never: "never",
    stale: (cluster: string) =>
      `Cluster ${cluster} does not answer. What stands here is what was last heard.`,
    loading: "Loading",
  },
} as const;
