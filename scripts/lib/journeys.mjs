import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { lastLines, runToEnd } from "./process.mjs";
import { say } from "./progress.mjs";

const cli = inRoot("node_modules", "@playwright", "test", "cli.js");
const results = inRoot("test-results");
/** As many failures may be the crowd's; more of them are the product's. */
const MOST_AGAIN = 5;
const SHOWN_LINES = 160;

/**
 * Walks every journey: the lanes side by side, then what wants the fleet for itself. Four lanes share few processors,
 * so the few that fail there are walked once more, one by one: what fails in quiet as well has failed.
 * A fault in the lanes does not hide those behind it: the others are walked all the same. `besideAlone` begins what
 * may run beside one browser.
 * @throws {Error} with what Playwright and the failed pages said
 */
export async function walkJourneys({ env, logs, limitSeconds, besideAlone }) {
  const end = performance.now() + limitSeconds * 1_000;
  const walk = async (name, ...words) => {
    const logFile = path.join(logs, `part-journeys-${name}.log`);
    const options = {
      cwd: inRoot(),
      env: { NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
      logFile,
      limitSeconds: (end - performance.now()) / 1_000,
    };
    const code = await runToEnd(process.execPath, [cli, "test", ...words], options);
    return { code, logFile };
  };
  const walkTwice = async (what, name, ...words) => {
    const first = await walk(name, ...words);
    if (first.code === 0) return [];
    const failed = failedJourneys();
    if (failed.length === 0 || failed.length > MOST_AGAIN) return [failure(what, first)];
    for (const { name, said } of failed) say(`  failed at first: ${name}\n${said}`);
    const again = await walk(`${name}-again`, "--last-failed", "--no-deps", "--workers", "1");
    if (again.code !== 0) return [failure(`${what}, walked again one by one,`, again)];
    say(`  walked again in quiet, and passed: ${failed.length}`);
    return [];
  };
  const failures = await walkTwice("journeys", "lanes", "--project", "lane *");
  besideAlone();
  const alone = ["--project", "alone", "--no-deps"];
  failures.push(...(await walkTwice("journeys that have the fleet to themselves", "alone", ...alone)));
  const [one, other] = failures;
  if (one === undefined) return;
  if (other === undefined) throw one;
  throw Object.assign(new Error(`${one.message}; ${other.message}`), {
    details: `${one.details}\n\n${other.details}`,
    logFile: other.logFile,
  });
}

function failure(what, { code, logFile }) {
  const why = typeof code === "string" ? code : `ended with exit code ${code}`;
  const pages = failedJourneys().map(({ name, said }) => `${name}\n${said}`);
  const details = [lastLines(logFile, 120), ...pages].join("\n\n");
  return Object.assign(new Error(`${what} ${why}`), { details, logFile });
}

/** Each failed journey with the error and what the main part of its page said then. */
function failedJourneys() {
  if (!existsSync(results)) return [];
  return readdirSync(results).flatMap((name) => {
    const file = path.join(results, name, "error-context.md");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").split("\n");
    const from = (text, count) => {
      const start = lines.findIndex((line) => line.includes(text));
      return start < 0 ? [] : lines.slice(start, start + count);
    };
    const said = [...from("Error: ", 8), ...from("- main", SHOWN_LINES)].map((line) => `    ${line}`);
    return [{ name, said: said.join("\n") }];
  });
}
