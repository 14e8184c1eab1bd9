import { route } from "@/lib/http/route";
import { tryWorkflow } from "@/lib/usecases/workflow/ask";
import { listWorkflowTries } from "@/lib/usecases/workflow/tries";

export const GET = route("listWorkflowTries", listWorkflowTries);
export const POST = route("tryWorkflow", tryWorkflow);
