import { route } from "@/lib/http/route";
import { createChangeTemplate } from "@/lib/usecases/template/create";
import { listChangeTemplates } from "@/lib/usecases/template/list";

export const GET = route("listChangeTemplates", listChangeTemplates);
export const POST = route("createChangeTemplate", createChangeTemplate);
