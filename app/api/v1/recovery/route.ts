import { route } from "@/lib/http/route";
import { getRecovery } from "@/lib/usecases/backup/board";

export const GET = route("getRecovery", getRecovery);
