import type { Metadata } from "next";
import { BackupPoliciesPage } from "@/components/backup/policies-page";
import { pageContext, pageData } from "@/lib/http/page";
import { listBackupPolicies } from "@/lib/usecases/backup/policies";

export const metadata: Metadata = { title: "Policies: backups" };

export default async function Route() {
  const context = await pageContext("/policies/backups");
  const seed = await pageData(listBackupPolicies(context, {}));
  return <BackupPoliciesPage seed={seed} seededAt={context.now.getTime()} />;
}
