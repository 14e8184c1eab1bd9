import { route } from "@/lib/http/route";
import { endElevation } from "@/lib/usecases/elevation/end";

export const POST = route("endElevation", endElevation);
