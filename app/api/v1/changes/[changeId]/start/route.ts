import { route } from "@/lib/http/route";
import { startChange } from "@/lib/usecases/change/start";

export const POST = route("startChange", startChange);
