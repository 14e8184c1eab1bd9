import { route } from "@/lib/http/route";
import { previewBackupPolicy } from "@/lib/usecases/backup/policies";

export const GET = route("previewBackupPolicy", previewBackupPolicy);
