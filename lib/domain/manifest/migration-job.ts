import { Problem } from "@/lib/domain/shared/problem";
import { objectLabels } from "./labels";
import type { ManifestObject } from "./object";
import { podSpec } from "./pod";
import { refuseBadSpec } from "./render";
import { singleSize } from "./sizing";
import type { EnvironmentSpec } from "./spec";

const DAY_SECONDS = 86_400;
/** Technical names, as the ERP takes them on its command line separated by commas. */
const MODULE_NAME = /^[a-z][a-z0-9_]{0,62}$/;

export type MigrationSpec = EnvironmentSpec & {
  /** Short id of the operation: the Job's name is made of it, so that a second worker finds the first one's Job. */
  operationShortId: string;
  install: readonly string[];
  update: readonly string[];
  /** The Job is ended after this time; default 1800 s. */
  limitSeconds?: number;
};

/** Name of an operation's migration Job. */
export const migrationJobName = (operationShortId: string): string => `op-${operationShortId}-migrate`;

/**
 * The Job that installs and updates modules with the release's image, once: the ERP commits module by module, so a
 * second try by Kubernetes would start on a half-migrated database. Needs the environment's config map and claim.
 * @throws Problem `invalid_input` for a bad name, or when there is nothing to install or update.
 */
export function renderMigrationJob(input: MigrationSpec): ManifestObject {
  const { operationShortId, install, update } = input;
  refuseBadSpec(input);
  if (install.length + update.length === 0) {
    throw new Problem("invalid_input", "There is no module to install or update: no migration is needed.");
  }
  for (const name of [...install, ...update]) {
    if (!MODULE_NAME.test(name)) throw new Problem("invalid_input", `“${name}” is not a module name.`);
  }
  const labels = {
    ...objectLabels(input, "migrate"),
    "holdfast.dev/operation": operationShortId,
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: migrationJobName(operationShortId), namespace: input.namespace, labels },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: input.limitSeconds ?? 1800,
      ttlSecondsAfterFinished: DAY_SECONDS,
      template: {
        metadata: { labels },
        spec: {
          ...podSpec(input, {
            component: "migrate",
            args: migrationArguments(install, update),
            size: singleSize(input),
          }),
          restartPolicy: "Never",
          terminationGracePeriodSeconds: 30,
        },
      },
    },
  };
}

function migrationArguments(install: readonly string[], update: readonly string[]): string[] {
  return [
    ...(install.length === 0 ? [] : ["-i", install.join(",")]),
    ...(update.length === 0 ? [] : ["-u", update.join(",")]),
    ...["--stop-after-init", "--no-http", "--max-cron-threads=0", "-d", "$(PGDATABASE)"],
  ];
}
