import { route } from "@/lib/http/route";
import { editWorkflow } from "@/lib/usecases/workflow/edit";

export const PATCH = route("editWorkflow", editWorkflow);
