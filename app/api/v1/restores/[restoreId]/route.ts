import { route } from "@/lib/http/route";
import { getRestore } from "@/lib/usecases/restore/get";

export const GET = route("getRestore", getRestore);
