import { route } from "@/lib/http/route";
import { activateDraft } from "@/lib/usecases/gate-policy/activate";

export const POST = route("activateGateDraft", activateDraft);
