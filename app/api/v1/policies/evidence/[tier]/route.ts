import { route } from "@/lib/http/route";
import { editEvidencePolicy } from "@/lib/usecases/evidence/policies";

export const PATCH = route("editEvidencePolicy", editEvidencePolicy);
