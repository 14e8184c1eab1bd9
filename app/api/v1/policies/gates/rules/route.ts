import { route } from "@/lib/http/route";
import { saveRule } from "@/lib/usecases/gate-policy/edit";

export const POST = route("saveGateRule", saveRule);
