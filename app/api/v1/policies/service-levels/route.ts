import { route } from "@/lib/http/route";
import { listServiceLevelPolicies } from "@/lib/usecases/service-level/policies";

export const GET = route("listServiceLevelPolicies", listServiceLevelPolicies);
