import { route } from "@/lib/http/route";
import { closeDrillFinding } from "@/lib/usecases/drill/findings";

export const POST = route("closeDrillFinding", closeDrillFinding);
