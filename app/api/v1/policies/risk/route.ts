import { route } from "@/lib/http/route";
import { editRiskPolicy, getRiskPolicy } from "@/lib/usecases/risk/edit";

export const GET = route("getRiskPolicy", getRiskPolicy);
export const PATCH = route("editRiskPolicy", editRiskPolicy);
