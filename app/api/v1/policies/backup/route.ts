import { route } from "@/lib/http/route";
import { listBackupPolicies } from "@/lib/usecases/backup/policies";

export const GET = route("listBackupPolicies", listBackupPolicies);
