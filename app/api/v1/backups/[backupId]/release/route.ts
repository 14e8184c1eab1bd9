import { route } from "@/lib/http/route";
import { releaseBackup } from "@/lib/usecases/backup/keep";

export const POST = route("releaseBackup", releaseBackup);
