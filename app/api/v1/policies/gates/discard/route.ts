import { route } from "@/lib/http/route";
import { discardDraft } from "@/lib/usecases/gate-policy/edit";

export const POST = route("discardGateDraft", discardDraft);
