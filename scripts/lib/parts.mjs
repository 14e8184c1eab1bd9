import path from "node:path";
import { inRoot } from "./paths.mjs";
import { lastLines, runToEnd } from "./process.mjs";
import { say, seconds } from "./progress.mjs";

const program = (...parts) => inRoot("node_modules", ...parts);
const vitest = (project) => [program("vitest", "vitest.mjs"), "run", "--project", project];

/** So many files of use-case tests run side by side, each with a database of its own. */
export const TEST_DATABASE_COPIES = 2;

/** The checks that need no service: name → what node runs. */
export const verifyParts = {
  lint: { words: [program("@biomejs", "biome", "bin", "biome"), "check", "."] },
  types: { words: [program("typescript", "bin", "tsc"), "--noEmit", "--pretty", "false"] },
  structure: {
    words: [
      program("dependency-cruiser", "bin", "dependency-cruise.mjs"),
      ...["--config", ".dependency-cruiser.cjs"],
      ..."app components lib workers sandbox toolbox prisma".split(" "),
    ],
  },
  "dead-code": { words: [program("knip", "bin", "knip.js")] },
  unit: { words: vitest("unit") },
};

/** The tests that need PostgreSQL, Redis or a cluster. */
export const serviceParts = {
  usecase: { words: [...vitest("usecase"), `--maxWorkers=${TEST_DATABASE_COPIES}`] },
  contract: { words: vitest("contract") },
  conformance: { words: vitest("conformance") },
  // Its files mostly wait and share nothing but the server: more at once than there are processors for.
  sandbox: { words: [...vitest("sandbox"), "--maxWorkers=4"] },
};

/** The short part of the chaos run, with services of its own. */
export const chaos = {
  words: ["--conditions=react-server", "--import", "tsx", inRoot("scripts", "chaos.mjs"), "--quick"],
};

/** Collects what became of each part and prints it. */
export class Results {
  #rows = [];
  #logs;

  constructor(logs) {
    this.#logs = logs;
  }

  /** Runs a command line of node as one part. Never throws. */
  async command(name, { words }, { env = {}, limitSeconds = 300 } = {}) {
    const logFile = path.join(this.#logs, `part-${name}.log`);
    await this.part(name, async () => {
      const forced = { NO_COLOR: "1", FORCE_COLOR: undefined, NEXT_TELEMETRY_DISABLED: "1" };
      const options = { cwd: inRoot(), env: { ...forced, ...env }, logFile, limitSeconds };
      const code = await runToEnd(process.execPath, words, options);
      if (code === 0) return;
      const why = typeof code === "string" ? code : `ended with exit code ${code}`;
      throw Object.assign(new Error(`${name} ${why}`), { details: lastLines(logFile, 120), logFile });
    });
  }

  /** Runs any action as one part. Never throws; returns whether it passed. */
  async part(name, action) {
    const started = performance.now();
    try {
      await action();
      this.#add(name, true, started);
      return true;
    } catch (error) {
      this.#add(name, false, started);
      say(`  ${error.message}`);
      if (error.details) say(indent(error.details));
      if (error.logFile) say(`  The whole output: ${error.logFile}\n`);
      return false;
    }
  }

  /** Records a part that could not even be tried: it counts as failed. */
  skipped(name) {
    this.#rows.push({ name, passed: false, milliseconds: 0, note: "not run" });
    say(`✗ ${name} was not run, because something it needs failed.`);
  }

  #add(name, passed, started) {
    const milliseconds = performance.now() - started;
    this.#rows.push({ name, passed, milliseconds });
    say(`${passed ? "✓" : "✗"} ${name}  ${seconds(milliseconds)}`);
  }

  has(name) {
    return this.#rows.some((row) => row.name === name);
  }

  passed(name) {
    return this.#rows.some((row) => row.name === name && row.passed);
  }

  /** Prints the table; its very last line counts the parts. Returns the exit code. */
  summarise() {
    const width = Math.max(4, ...this.#rows.map(({ name }) => name.length));
    say(`\n${"part".padEnd(width)}  result   time`);
    for (const { name, passed, milliseconds, note } of this.#rows)
      say(
        `${name.padEnd(width)}  ${passed ? "passed" : "FAILED"}  ${note ?? seconds(milliseconds).padStart(8)}`,
      );
    const failed = this.#rows.filter(({ passed }) => !passed).length;
    say(`\n${this.#rows.length - failed} passed, ${failed} failed`);
    return failed === 0 && this.#rows.length > 0 ? 0 : 1;
  }
}

function indent(text) {
  return text.replaceAll(/^/gm, "    ");
}
