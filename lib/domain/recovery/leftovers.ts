/** Under this name a server brought up aside is remembered when its operation ends without having removed it. */
export const SERVER_ASIDE = "server-aside";

/** Remains are looked for from so long after an operation's end, when nothing of it can still be at work. */
export const LEFT_AFTER_MS = 3_600_000;
/** By then a person has seen them, or they went another way. */
export const LEFT_UNTIL_MS = 7 * 86_400_000;
/** The next try comes no sooner after one that failed. */
export const LEFT_RETRY_MS = 6 * 3_600_000;

type EndedStep = { name: string; state: string; result: unknown };

const said = (result: unknown, word: string): boolean =>
  typeof result === "object" && result !== null && (result as Record<string, unknown>)[word] === true;

/** True when these steps of an ended operation brought a server up aside and none says that it is gone. */
export function leftServerAside(steps: readonly EndedStep[]): boolean {
  const begun = steps.some(
    ({ name, state }) => name === "recover" && (state === "done" || state === "failed"),
  );
  const gone = steps.some(
    ({ name, state, result }) =>
      (name === "release_recovery" || name === "remove_recovery") &&
      state === "done" &&
      said(result, "removed"),
  );
  return begun && !gone;
}

/** True when these steps of an ended verification started an ERP on its copy and none says that it is gone. */
export function leftCopyErp(steps: readonly EndedStep[]): boolean {
  const begun = steps.some(
    ({ name, state }) => name === "start_erp" && (state === "done" || state === "failed"),
  );
  const gone = steps.some(
    ({ name, state }) => (name === "remove_copy" || name === "remove_left") && state === "done",
  );
  return begun && !gone;
}
