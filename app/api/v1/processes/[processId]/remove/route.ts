import { route } from "@/lib/http/route";
import { removeProcess } from "@/lib/usecases/objective/remove";

export const POST = route("removeProcess", removeProcess);
