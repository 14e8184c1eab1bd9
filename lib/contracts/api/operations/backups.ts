import { z } from "zod";
import type { ApiOperation } from "../operation";
import * as backup from "../resources/backup";
import { Id, PageQuery, Tier } from "../resources/common";
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
  keepBackup: {
    method: "POST",
    path: "/api/v1/backups/{backupId}/keep",
    tag: "Backups",
    summary: "Keep a backup from being forgotten until a moment, for a reason.",
    params: one,
    body: backup.KeepBackup,
    response: backup.Backup,
  },
  releaseBackup: {
    method: "POST",
    path: "/api/v1/backups/{backupId}/release",
    tag: "Backups",
    summary: "Leave a kept backup to the rules again.",
    params: one,
    response: backup.Backup,
  },
  getRetention: {
    method: "GET",
    path: "/api/v1/environments/{environmentId}/retention",
    tag: "Backups",
    summary: "What the rules keep of an environment's backups, and what they would forget now.",
    params: environment,
    response: backup.Retention,
  },
  pruneBackups: {
    method: "POST",
    path: "/api/v1/environments/{environmentId}/prune",
    tag: "Backups",
    summary: "Forget now what no rule keeps and nothing refers to.",
    params: environment,
    response: Operation,
    status: 201,
  },
  listBackupPolicies: {
    method: "GET",
    path: "/api/v1/policies/backup",
    tag: "Policies",
    summary: "When environments of each tier are backed up, what is kept, and how often it is proven.",
    response: z.object({ items: z.array(backup.BackupPolicy).max(3) }),
  },
  previewBackupPolicy: {
    method: "GET",
    path: "/api/v1/policies/backup-preview",
    tag: "Policies",
    summary: "What a policy of backups would come to: the next times, and what stays.",
    query: backup.PreviewBackupPolicy,
    response: backup.BackupPolicyPreview,
  },
  editBackupPolicy: {
    method: "PATCH",
    path: "/api/v1/policies/backup/{tier}",
    tag: "Policies",
    summary: "Set how environments of a tier are backed up. Their schedules follow at once.",
    params: z.object({ tier: Tier }),
    body: backup.EditBackupPolicy,
    response: backup.BackupPolicy,
  },
  getBackupStore: {
    method: "GET",
    path: "/api/v1/tenants/{tenantId}/backup-store",
    tag: "Backups",
    summary: "Where a tenant's backups are kept, without key and credentials.",
    params: z.object({ tenantId: Id }),
    response: backup.BackupStoreOfTenant,
  },
  checkBackupStore: {
    method: "POST",
    path: "/api/v1/tenants/{tenantId}/backup-store/check",
    tag: "Backups",
    summary:
      "Ask a tenant's object storage whether it answers, and whether it keeps objects from being deleted.",
    params: z.object({ tenantId: Id }),
    response: backup.BackupStore,
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
