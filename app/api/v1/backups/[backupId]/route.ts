import { route } from "@/lib/http/route";
import { getBackup } from "@/lib/usecases/backup/get";

export const GET = route("getBackup", getBackup);
