import { route } from "@/lib/http/route";
import { editBackupPolicy } from "@/lib/usecases/backup/edit-policy";

export const PATCH = route("editBackupPolicy", editBackupPolicy);
