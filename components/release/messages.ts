export const messages = {
  releases: "Releases",
  lines: { feature: "Feature", urgent_fix: "Urgent fix" },
  list: {
    sentence: (shown: number, more: boolean) =>
      shown === 0
        ? "No release matches."
        : `${shown === 1 ? "One release" : `${shown} releases`}${more ? " on this page, and more behind it" : ""}, newest first; each is an image by digest that never changes.`,
    title: "Line-up",
    search: "Name or repository",
    note: "what runs where, and which stages it passed",
    empty: "No release here.",
    emptyMore:
      "CI registers a release over the API: POST /api/v1/releases with the image's digest and its modules.",
    failed: "The list could not be brought up to date.",
  },
  page: {
    modules: "Modules",
    toldMeta: (modules: readonly { told: unknown }[]) => {
      const told = modules.filter((module) => module.told !== null).length;
      if (told === modules.length) return `${modules.length}, each as CI told of it`;
      return told === 0
        ? `${modules.length}; CI told nothing of them`
        : `${modules.length}, CI told of ${told}`;
    },
    toldNothing: "nothing but code",
    place: "Ingress, resources and packages",
    placeText: "What it asks of its place, as text",
    placeNone: "The image asks nothing of its place.",
    touches: "What going there touches",
    configuration: "Configuration",
    settingsText: "Settings as text",
    configurationNone: "No setting is part of this release.",
    runs: "Runs on",
    runsNowhere: "Runs nowhere you may see.",
    passed: "Passed",
    passedNone: "Has passed no stage yet.",
    notes: "Notes",
    compare: "Compare with",
    compareHint: "Choose an earlier release to see what differs.",
    compareNone: "Nothing chosen",
    same: "The two releases hold the same modules and settings.",
    settings: "Settings that differ",
    placeDiffers: "What is asked of the place and differs",
    deploy: "Draft a change with it",
    failed: "The release could not be brought up to date.",
    comparing: "Comparing",
    compareFailed: "The releases could not be compared.",
  },
} as const;
