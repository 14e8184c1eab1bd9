import { writeFileSync } from "node:fs";
import type { FailedReport } from "@/lib/domain/backup/report";
import { type Command, readCommand } from "@/toolbox/arguments";
import { archive } from "@/toolbox/commands/archive";
import { backup } from "@/toolbox/commands/backup";
import { drop } from "@/toolbox/commands/drop";
import { measure } from "@/toolbox/commands/measure";
import { ready } from "@/toolbox/commands/ready";
import { restore } from "@/toolbox/commands/restore";
import { forget, inspect } from "@/toolbox/commands/stock";
import { swap } from "@/toolbox/commands/swap";
import { verify } from "@/toolbox/commands/verify";
import { ToolboxFailure } from "@/toolbox/failure";
import { fitted } from "@/toolbox/report";
import { Run } from "@/toolbox/run";
import { readSettings, redact, type Settings, terminationLogOf } from "@/toolbox/settings";

const EXIT_FAILED = 1;
const EXIT_INTERRUPTED = 143;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The report goes where the kubelet picks it up; a person finds it as the last line of the log. */
function tell(report: { ok: boolean }): void {
  const json = fitted(report);
  say(`Report: ${json}`);
  try {
    writeFileSync(terminationLogOf(process.env), json);
  } catch (error) {
    say(`The report could not be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function perform(run: Run, command: Command): Promise<{ ok: boolean }> {
  switch (command.name) {
    case "backup":
      return backup(run);
    case "verify":
      return verify(run, command.options);
    case "archive":
      return archive(run);
    case "restore":
      return restore(run, command.options);
    case "inspect":
      return inspect(run, command.ids);
    case "forget":
      return forget(run, command.options);
    case "swap":
      return swap(run, command.options);
    case "drop":
      return drop(run, command.options);
    case "measure":
      return measure(run, command.options);
    case "ready":
      return ready(run);
  }
}

function failedReport(error: unknown, step: string, settings: Settings | undefined): FailedReport {
  const name = error instanceof ToolboxFailure ? error.fault : "failed";
  const text = error instanceof Error ? error.message : String(error);
  const message = redact(text, settings?.secrets ?? []).slice(0, 1_000);
  return { ok: false, error: { step, name, message } };
}

async function main(): Promise<number> {
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) process.on(name, () => stop.abort());
  let settings: Settings | undefined;
  let run: Run | undefined;
  try {
    const command = readCommand(process.argv.slice(2));
    settings = readSettings(process.env);
    run = new Run(settings, stop.signal, say);
    const report = await perform(run, command);
    tell(report);
    return report.ok ? 0 : EXIT_FAILED;
  } catch (error) {
    const report = failedReport(error, run?.step ?? "settings", settings);
    say(`Failed at ${report.error.step}: ${report.error.message}`);
    tell(report);
    return report.error.name === "interrupted" ? EXIT_INTERRUPTED : EXIT_FAILED;
  }
}

process.exitCode = await main();
