import { route } from "@/lib/http/route";
import { getRetention } from "@/lib/usecases/backup/retention";

export const GET = route("getRetention", getRetention);
