import { route } from "@/lib/http/route";
import { assignAlert } from "@/lib/usecases/alert/assign";

export const POST = route("assignAlert", assignAlert);
