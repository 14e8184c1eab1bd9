import { route } from "@/lib/http/route";
import { verifyBackup } from "@/lib/usecases/backup/verify";

export const POST = route("verifyBackup", verifyBackup);
