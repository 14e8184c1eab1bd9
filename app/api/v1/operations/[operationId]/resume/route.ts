import { route } from "@/lib/http/route";
import { resumeOperation } from "@/lib/usecases/operation/resume";

export const POST = route("resumeOperation", resumeOperation);
