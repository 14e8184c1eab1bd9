/**
 * A failure whose message is meant for the person at the terminal: one sentence that says what is wrong,
 * with which thing, and what to do now. Everything else that is thrown is a bug and keeps its stack.
 */
export class Failure extends Error {
  /** @param {string} message @param {{ details?: string }} [options] details: log lines printed under the sentence */
  constructor(message, { details } = {}) {
    super(message);
    this.name = "Failure";
    this.details = details;
  }
}

/** Prints an error for a person: the sentence for a Failure, the stack for a bug. */
export function reportFailure(error) {
  if (!(error instanceof Failure)) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return;
  }
  console.error(`✗ ${error.message}`);
  if (error.details) console.error(indent(error.details));
}

function indent(text) {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
