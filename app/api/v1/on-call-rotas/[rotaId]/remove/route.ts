import { route } from "@/lib/http/route";
import { removeRota } from "@/lib/usecases/alert/remove";

export const POST = route("removeRota", removeRota);
