import { route } from "@/lib/http/route";
import { keepBackup } from "@/lib/usecases/backup/keep";

export const POST = route("keepBackup", keepBackup);
