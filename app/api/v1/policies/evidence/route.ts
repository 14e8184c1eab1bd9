import { route } from "@/lib/http/route";
import { listEvidencePolicies } from "@/lib/usecases/evidence/policies";

export const GET = route("listEvidencePolicies", listEvidencePolicies);
