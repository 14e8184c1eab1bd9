import { route } from "@/lib/http/route";
import { listWorkflows } from "@/lib/usecases/workflow/list";

export const GET = route("listWorkflows", listWorkflows);
