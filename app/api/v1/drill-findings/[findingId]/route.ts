import { route } from "@/lib/http/route";
import { editDrillFinding } from "@/lib/usecases/drill/findings";

export const PATCH = route("editDrillFinding", editDrillFinding);
