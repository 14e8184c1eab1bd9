import { route } from "@/lib/http/route";
import { resetHealthQuestion } from "@/lib/usecases/health-policy/edit-question";

export const POST = route("resetHealthQuestion", resetHealthQuestion);
