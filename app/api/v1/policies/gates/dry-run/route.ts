import { route } from "@/lib/http/route";
import { dryRunGateDraft } from "@/lib/usecases/gate-policy/dry-run";

export const GET = route("dryRunGateDraft", dryRunGateDraft);
