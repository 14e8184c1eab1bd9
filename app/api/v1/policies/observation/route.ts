import { route } from "@/lib/http/route";
import { listObservationPolicies } from "@/lib/usecases/observation/list";

export const GET = route("listObservationPolicies", listObservationPolicies);
