import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root directory, wherever the command was typed. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Everything a local installation keeps (databases, keys, logs) lives under this one directory. */
export const stateDirectory = path.join(root, ".holdfast");

/** An absolute path inside the repository. */
export const inRoot = (...parts) => path.join(root, ...parts);
