import { route } from "@/lib/http/route";
import { approveAndStartChange } from "@/lib/usecases/change/approve-and-start";

export const POST = route("approveAndStartChange", approveAndStartChange);
