import { route } from "@/lib/http/route";
import { reviseChange } from "@/lib/usecases/change/revise";

export const POST = route("reviseChange", reviseChange);
