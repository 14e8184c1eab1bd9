import { route } from "@/lib/http/route";
import { getWorkflowCourse } from "@/lib/usecases/workflow/tries";

export const GET = route("getWorkflowCourse", getWorkflowCourse);
