import { isRecord, list, number, record, stringMap, text } from "@/sandbox/api/json";

/** Where one server's base backups and log are kept. */
export type StorePlace = { readonly directory: string; readonly serverName: string };

/** What the operator tells an instance. */
export type InstanceSettings = {
  /** Directory of the volume; the data lie in `pgdata` below it. */
  readonly volume: string;
  readonly address: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly segmentMegabytes: number;
  readonly database: string;
  readonly owner: string;
  /** Said by the superuser in the server's own database, once the owner's role is there. */
  readonly postInitSQL: readonly string[];
  /** Null for a server that archives nothing. */
  readonly archive: (StorePlace & { readonly retentionDays: number | null }) | null;
  readonly recovery: (StorePlace & { readonly targetTime: string | null }) | null;
  readonly passwords: { readonly superuser: string; readonly owner: string };
};

/** The variable that holds all of it but the passwords. */
export const SETTINGS_VARIABLE = "INSTANCE";

/** @throws Error naming what is missing */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): InstanceSettings {
  const value: unknown = JSON.parse(variables[SETTINGS_VARIABLE] ?? "{}");
  const fields = record(value);
  const needed = (name: string): string => {
    const found = variables[name];
    if (!found) throw new Error(`${name} is not set.`);
    return found;
  };
  const [archive, recovery] = [placeOf(fields["archive"]), placeOf(fields["recovery"])];
  return {
    volume: needed("PGVOLUME"),
    address: variables["SANDBOX_POD_IP"] ?? "127.0.0.1",
    parameters: stringMap(fields["parameters"]),
    segmentMegabytes: number(fields["segmentMegabytes"]) ?? 16,
    database: text(fields["database"]) ?? "app",
    owner: text(fields["owner"]) ?? "app",
    postInitSQL: list(fields["postInitSQL"]).flatMap((one) => text(one) ?? []),
    archive:
      archive === null
        ? null
        : { ...archive, retentionDays: number(record(fields["archive"])["retentionDays"]) ?? null },
    recovery:
      recovery === null
        ? null
        : { ...recovery, targetTime: text(record(fields["recovery"])["targetTime"]) ?? null },
    passwords: { superuser: needed("SUPERUSER_PASSWORD"), owner: needed("OWNER_PASSWORD") },
  };
}

function placeOf(value: unknown): StorePlace | null {
  if (!isRecord(value)) return null;
  const [directory, serverName] = [text(value["directory"]), text(value["serverName"])];
  return directory === undefined || serverName === undefined ? null : { directory, serverName };
}
