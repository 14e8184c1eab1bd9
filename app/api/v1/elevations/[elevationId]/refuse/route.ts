import { route } from "@/lib/http/route";
import { refuseElevation } from "@/lib/usecases/elevation/answer";

export const POST = route("refuseElevation", refuseElevation);
