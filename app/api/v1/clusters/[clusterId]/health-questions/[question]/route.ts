import { route } from "@/lib/http/route";
import { editHealthQuestion } from "@/lib/usecases/health-policy/edit-question";

export const POST = route("editHealthQuestion", editHealthQuestion);
