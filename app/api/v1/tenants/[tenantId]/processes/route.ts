import { route } from "@/lib/http/route";
import { addProcess } from "@/lib/usecases/objective/add";
import { listProcesses } from "@/lib/usecases/objective/list";

export const GET = route("listProcesses", listProcesses);
export const POST = route("addProcess", addProcess);
