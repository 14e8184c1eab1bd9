import { z } from "zod";
import type { ApiOperation } from "../operation";
import * as backup from "../resources/backup";
import { Id, PageQuery } from "../resources/common";
import { Operation } from "../resources/operation";

const environment = z.object({ environmentId: Id });
const one = z.object({ backupId: Id });

export const backupOperations = {
  getRecovery: {
    method: "GET",
    path: "/api/v1/recovery",
    tag: "Backups",
    summary: "Every environment with its newest good backup and its proof against its policy, worst first.",
    response: backup.RecoveryBoard,
  },
  listBackups: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/backups",
    tag: "Backups",
    summary: "The backups of an environment, newest first.",
    params: environment,
    query: PageQuery,
    response: backup.BackupPage,
  },
  takeBackup: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/backups",
    tag: "Backups",
    summary: "Copy database and files of an environment now, while it goes on working.",
    params: environment,
    response: Operation,
    status: 201,
  },
  getBackup: {
    method: "GET",
    path: "/api/v1/backups/{backupId}",
    tag: "Backups",
    summary: "What a backup holds, and whether it was proven by reading it back.",
    params: one,
    response: backup.Backup,
  },
  verifyBackup: {
    method: "POST",
    path: "/api/v1/backups/{backupId}/verify",
    tag: "Backups",
    summary: "Load a backup into a database of its own, compare, and drop it.",
    params: one,
    response: Operation,
    status: 201,
  },
  setBackupStore: {
    method: "POST",
    path: "/api/v1/tenants/{tenantId}/backup-store",
    tag: "Backups",
    summary: "Say where a tenant's backups are kept. A key is made for them; it is shown to nobody.",
    params: z.object({ tenantId: Id }),
    body: backup.SetBackupStore,
    response: backup.BackupStore,
    status: 201,
  },
} as const satisfies Record<string, ApiOperation>;
