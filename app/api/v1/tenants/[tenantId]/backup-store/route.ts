import { route } from "@/lib/http/route";
import { setBackupStore } from "@/lib/usecases/backup/set-store";

export const POST = route("setBackupStore", setBackupStore);
