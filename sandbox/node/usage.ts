import { readdirSync, readFileSync } from "node:fs";

const PAGE_BYTES = 4096;
const TICKS_PER_SECOND = 100;

/** Memory and processor time of one process group. */
export type GroupUsage = { readonly memoryBytes: number; readonly cpuSeconds: number };

/**
 * Sums resident memory and processor time over process groups from /proc. Where there is no /proc (macOS) the
 * table is empty and nothing is limited.
 */
export function readGroups(wanted: ReadonlySet<number>): Map<number, GroupUsage> {
  const groups = new Map<number, GroupUsage>();
  if (wanted.size === 0) return groups;
  for (const name of processIds()) {
    const fields = statFields(name);
    const group = Number(fields?.[2]);
    if (fields === undefined || !wanted.has(group)) continue;
    const before = groups.get(group) ?? { memoryBytes: 0, cpuSeconds: 0 };
    groups.set(group, {
      memoryBytes: before.memoryBytes + Number(fields[21] ?? 0) * PAGE_BYTES,
      cpuSeconds: before.cpuSeconds + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND,
    });
  }
  return groups;
}

function processIds(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Fields of /proc/PID/stat after the command's name; index 0 is the state. */
function statFields(pid: string): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
