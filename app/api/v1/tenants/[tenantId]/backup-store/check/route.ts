import { route } from "@/lib/http/route";
import { checkBackupStore } from "@/lib/usecases/backup/check-store";

export const POST = route("checkBackupStore", checkBackupStore);
