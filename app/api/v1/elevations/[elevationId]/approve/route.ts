import { route } from "@/lib/http/route";
import { approveElevation } from "@/lib/usecases/elevation/answer";

export const POST = route("approveElevation", approveElevation);
