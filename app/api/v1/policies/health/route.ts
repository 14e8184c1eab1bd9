import { route } from "@/lib/http/route";
import { listHealthPolicies } from "@/lib/usecases/health-policy/list";

export const GET = route("listHealthPolicies", listHealthPolicies);
