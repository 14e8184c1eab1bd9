import { route } from "@/lib/http/route";
import { removeRule } from "@/lib/usecases/gate-policy/edit";

export const POST = route("removeGateRule", removeRule);
