import { route } from "@/lib/http/route";
import { listHealthQuestions } from "@/lib/usecases/health-policy/questions";

export const GET = route("listHealthQuestions", listHealthQuestions);
