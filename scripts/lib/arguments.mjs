import { parseArgs } from "node:util";
import { Failure } from "./failure.mjs";

/**
 * Reads the command line against a closed list of flags.
 * @param {string} usage printed for --help and under every complaint
 * @param {Record<string, { type: "boolean" | "string" }>} flags
 * @param {{ positionals?: boolean, argv?: string[] }} [options]
 * @returns {{ values: Record<string, string | boolean | undefined>, positionals: string[] }}
 * @throws {Failure} for an unknown flag, a flag without its value or a stray word
 */
export function readArguments(usage, flags, { positionals = false, argv = process.argv.slice(2) } = {}) {
  let parsed;
  try {
    parsed = parseArgs({
      args: argv,
      options: { ...flags, help: { type: "boolean", short: "h" } },
      allowPositionals: positionals,
      strict: true,
    });
  } catch (error) {
    throw new Failure(complaint(error, argv), { details: usage });
  }
  if (parsed.values.help) {
    console.log(usage);
    process.exit(0);
  }
  return { values: parsed.values, positionals: parsed.positionals };
}

function complaint(error, argv) {
  const flag = argv.find((word) => error.message.includes(`'${word.split("=")[0]}`)) ?? "";
  if (error.code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `There is no flag ${flag}.`;
  if (error.code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") return `"${flag}" was not expected here.`;
  return `${error.message.split("\n")[0].replace(/\.?$/, ".")}`;
}

/**
 * A TCP port number given by a person.
 * @throws {Failure} when it is not a whole number from 1 to 65535
 */
export function portNumber(text, flag) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65535)
    throw new Failure(`${flag} wants a port number from 1 to 65535, not "${text}".`);
  return port;
}
