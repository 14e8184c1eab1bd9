import { route } from "@/lib/http/route";
import { pruneBackups } from "@/lib/usecases/backup/prune";

export const POST = route("pruneBackups", pruneBackups);
