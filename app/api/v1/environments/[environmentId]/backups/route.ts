import { route } from "@/lib/http/route";
import { listBackups } from "@/lib/usecases/backup/list";
import { takeBackup } from "@/lib/usecases/backup/take";

export const GET = route("listBackups", listBackups);
export const POST = route("takeBackup", takeBackup);
