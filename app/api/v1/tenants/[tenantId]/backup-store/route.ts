import { route } from "@/lib/http/route";
import { getBackupStore } from "@/lib/usecases/backup/get-store";
import { setBackupStore } from "@/lib/usecases/backup/set-store";

export const GET = route("getBackupStore", getBackupStore);
export const POST = route("setBackupStore", setBackupStore);
