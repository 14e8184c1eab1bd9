import { route } from "@/lib/http/route";
import { addDrillFinding } from "@/lib/usecases/drill/findings";

export const POST = route("addDrillFinding", addDrillFinding);
