import { route } from "@/lib/http/route";
import { resolveAlert } from "@/lib/usecases/alert/resolve";

export const POST = route("resolveAlert", resolveAlert);
