import { delimiter, join } from "node:path";
import { at, list, text } from "@/sandbox/api/json";
import type { Store } from "@/sandbox/api/store";
import type { KubeObject } from "@/sandbox/api/types";
import { ConfigError, containerEnvironment, expand } from "@/sandbox/node/environment";
import { mountMap, type NodeDirectories, podDirectory, prepareVolumes } from "@/sandbox/node/volumes";
import type { Image } from "@/sandbox/registry/image";

export type Launch = {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly terminationLog: string;
};

/** What stands behind an image's entry point on this machine; a tool may be missing. */
export type Programs = {
  readonly erp: string;
  readonly prometheus?: string | undefined;
  readonly toolbox?: string | undefined;
  readonly postgres?: string | undefined;
};

/** Entry points that mean "the image's own program". */
const PROGRAM_NAMES = new Set(["odoo", "odoo-bin"]);
const MAXIMUM_HEAP_MEBIBYTES = 128;
const POSTGRES_PROGRAMS = ["/usr/lib/postgresql/15/bin", "/usr/local/bin", "/usr/bin", "/bin"];

/**
 * What to run for a container: the image's program with the container's arguments, or its own command. A command
 * has no file system of its own: mount paths in its arguments and variables are replaced by their directories.
 * @throws ConfigError when something it refers to is missing.
 */
export function prepareLaunch(
  store: Store,
  directories: NodeDirectories,
  programs: Programs,
  pod: KubeObject,
  container: unknown,
  image: Image,
): Launch {
  const name = text(at(container, "name")) ?? "";
  const volumes = prepareVolumes(store, directories, pod);
  const mounts = mountMap(container, volumes);
  const directory = podDirectory(directories, pod);
  const terminationLog = join(directory, `termination-${name}`);
  const own = containerEnvironment(store, pod, container);
  const system = {
    PATH: [process.env["PATH"] ?? "", ...POSTGRES_PROGRAMS].join(delimiter),
    HOSTNAME: pod.metadata.name,
    HOME: directory,
    LANG: "C.UTF-8",
    TZ: "UTC",
  };
  const sandbox = {
    SANDBOX_IMAGE: JSON.stringify({ version: image.version, modules: image.modules, fault: image.fault }),
    SANDBOX_MOUNTS: JSON.stringify(mounts),
    SANDBOX_POD_IP: text(at(pod, "status", "podIP")) ?? "127.0.0.1",
    SANDBOX_TERMINATION_LOG: terminationLog,
  };
  const environment = { ...system, ...own, ...sandbox };
  const words = (field: string) =>
    list(at(container, field)).map((word) => expand(String(word), environment));
  const [command, ...commandArgs] = words("command");
  const args = [...commandArgs, ...words("args")];
  const tool = command === undefined && image.repository !== "erp" ? toolProgram(programs, image) : undefined;
  if (
    tool !== undefined ||
    (command !== undefined && !isProgramName(command) && !isFileServer(command, args))
  ) {
    const localised = Object.fromEntries(
      Object.entries(own).map(([key, value]) => [key, localise(value, mounts)]),
    );
    return {
      file: tool?.file ?? localise(command ?? "", mounts),
      args: [...(tool?.args ?? []), ...args.map((word) => localise(word, mounts))],
      environment: { ...system, ...localised, ...sandbox, TERMINATION_LOG: terminationLog },
      directory,
      terminationLog,
    };
  }
  const programArgs = isFileServer(command, args)
    ? args.slice(1).map((word) => localise(word, mounts))
    : command === undefined && args[0] !== undefined && isProgramName(args[0])
      ? args.slice(1)
      : args;
  return {
    file: process.execPath,
    args: [`--max-old-space-size=${MAXIMUM_HEAP_MEBIBYTES}`, programs.erp, ...programArgs],
    environment,
    directory,
    terminationLog,
  };
}

type Tool = { readonly file: string; readonly args: readonly string[] };

/** @throws ConfigError when the tool is not installed on this machine */
function toolProgram({ prometheus, toolbox, postgres }: Programs, { repository }: Image): Tool {
  if (repository === "prometheus" && prometheus !== undefined) return { file: prometheus, args: [] };
  const own = repository === "toolbox" ? toolbox : repository === "postgresql" ? postgres : undefined;
  if (own !== undefined)
    return { file: process.execPath, args: [`--max-old-space-size=${MAXIMUM_HEAP_MEBIBYTES}`, own] };
  throw new ConfigError(
    `${repository} was not found on this machine. Install its package and start the sandbox again.`,
  );
}

/** Replaces mount paths in a text by the directories behind them, longest first, at path boundaries only. */
export function localise(value: string, mounts: Readonly<Record<string, string>>): string {
  const paths = Object.keys(mounts)
    .filter((path) => path !== "/")
    .sort((left, right) => right.length - left.length);
  if (paths.length === 0) return value;
  const alternatives = paths.map((path) => path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return value.replace(
    new RegExp(`(?<![\\w./-])(${alternatives})(?![\\w.-])`, "g"),
    (path) => mounts[path] ?? path,
  );
}

function isProgramName(command: string): boolean {
  return PROGRAM_NAMES.has(command.split("/").at(-1) ?? "");
}

/** The image's Python as a server of files: the stand-in brings the same, so that no Python is needed here. */
function isFileServer(command: string | undefined, [module, name]: readonly string[]): boolean {
  return command?.split("/").at(-1) === "python3" && module === "-m" && name === "http.server";
}
