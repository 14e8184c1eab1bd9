import { route } from "@/lib/http/route";
import { getWorkflowBoard } from "@/lib/usecases/workflow/board";

export const GET = route("getWorkflowBoard", getWorkflowBoard);
