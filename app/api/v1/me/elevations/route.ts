import { route } from "@/lib/http/route";
import { askElevation } from "@/lib/usecases/elevation/ask";
import { listMyElevations } from "@/lib/usecases/elevation/list";

export const GET = route("listMyElevations", listMyElevations);
export const POST = route("askElevation", askElevation);
