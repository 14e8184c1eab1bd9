import { route } from "@/lib/http/route";
import { rejectRestore } from "@/lib/usecases/restore/reject";

export const POST = route("rejectRestore", rejectRestore);
