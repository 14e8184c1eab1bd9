import { route } from "@/lib/http/route";
import { listRecoveryPolicies } from "@/lib/usecases/recovery-policy/list";

export const GET = route("listRecoveryPolicies", listRecoveryPolicies);
