import { route } from "@/lib/http/route";
import { rejectChange } from "@/lib/usecases/change/reject";

export const POST = route("rejectChange", rejectChange);
