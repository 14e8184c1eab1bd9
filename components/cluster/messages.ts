export const messages = {
  clusters: "Clusters",
  register: "Register a cluster",
  reachSentence: {
    reachable: "It answers.",
    unreachable: "It does not answer; what runs there is not known.",
    unknown: "It has not been asked yet.",
  },
  reach: { reachable: "Reachable", unreachable: "Does not answer", unknown: "Not known" },
  list: {
    sentence: (shown: number, silent: number) => {
      if (shown === 0) return "No cluster is registered yet.";
      const first = shown === 1 ? "One cluster" : `${shown} clusters`;
      if (silent === 0) return `${first}; all answer.`;
      return silent === 1 ? `${first}; one does not answer.` : `${first}; ${silent} do not answer.`;
    },
    title: "Registered",
    note: "where environments run",
    empty: "No cluster here.",
    emptyMore:
      "Register one by its kubeconfig; reachability, version and privileges are checked before it is kept.",
    failed: "The list could not be brought up to date.",
  },
  page: {
    privileges: "Privileges",
    privilegesMeta: (held: number, all: number) => `${held} of ${all} held`,
    check: "Check again",
    checking: "Asking the cluster",
    checkFailed: "The cluster was not checked.",
    checked: "Checked now.",
    failed: "The cluster could not be brought up to date.",
    environments: "Environments here",
    never: "never",
  },
  settings: {
    title: "Settings",
    maxOperations: "Operations at once",
    maxOperationsHint: "1 to 100. More wait in line; what waits parked does not count.",
    takesDrills: "Takes recovery drills of environments that live on other clusters",
    takesDrillsHint:
      "Their real data are brought here for the time of a drill, closed off, and removed with it. It needs CloudNativePG, and a way to the place of the backups.",
    sourceHint:
      "Prometheus: the service behind which it answers inside the cluster. Releases are compared by its numbers; without it they are not watched. Leave all three empty when there is none.",
    namespace: "Namespace",
    service: "Service",
    port: "Port",
    try: "Try",
    trying: "Asking Prometheus",
    nothingToTry: "Name namespace, service and port first.",
    nothingChanged: "Nothing has been changed.",
    probeFailed: "Prometheus was not asked.",
    save: "Save",
    saved: "Saved.",
    failed: "The settings were not saved.",
    prometheus: "Prometheus",
    noPrometheus: "none: releases are not watched by numbers",
    operations: "Operations at once",
  },
  form: {
    sentence:
      "Holdfast asks the cluster for its version and for every privilege it needs, then keeps the access encrypted.",
    name: "Name",
    nameHint: "Lower case letters, digits and dashes, such as ham-1. People will say it.",
    region: "Region",
    regionHint: "Where it stands, such as Hamburg.",
    kubeconfig: "Kubeconfig",
    kubeconfigHint: "Paste the whole file, or choose it below. It is stored encrypted and never shown again.",
    file: "Choose a file",
    noFile: "or paste it above",
    tooBig: "This file is larger than 100 kB; a kubeconfig is a few kilobytes.",
    context: "Context",
    contextHint: "Leave empty for the file's current context.",
    submit: "Check and register",
    failed: "The cluster was not registered.",
  },
} as const;
