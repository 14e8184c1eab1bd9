import { route } from "@/lib/http/route";
import { listApprovalPolicies } from "@/lib/usecases/approval/list";

export const GET = route("listApprovalPolicies", listApprovalPolicies);
