import { route } from "@/lib/http/route";
import { listElevations } from "@/lib/usecases/elevation/list";

export const GET = route("listElevations", listElevations);
