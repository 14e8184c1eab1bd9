import { route } from "@/lib/http/route";
import { getRestoreOptions } from "@/lib/usecases/restore/options";
import { requestRestore } from "@/lib/usecases/restore/request";

export const GET = route("getRestoreOptions", getRestoreOptions);
export const POST = route("requestRestore", requestRestore);
