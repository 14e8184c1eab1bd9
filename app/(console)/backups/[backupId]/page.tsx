import type { Metadata } from "next";
import { BackupPage } from "@/components/backup/backup-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getBackup } from "@/lib/usecases/backup/get";

export const metadata: Metadata = { title: "Backup" };

type Params = { params: Promise<{ backupId: string }> };

export default async function Route({ params }: Params) {
  const { backupId } = await params;
  const context = await pageContext(`/backups/${backupId}`);
  const seed = await pageData(getBackup(context, { backupId }));
  return <BackupPage key={backupId} seed={seed} seededAt={context.now.getTime()} />;
}
