import { route } from "@/lib/http/route";
import { searchLogs } from "@/lib/usecases/log/search";

export const POST = route("searchLogs", searchLogs);
