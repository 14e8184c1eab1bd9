import { route } from "@/lib/http/route";
import { editApprovalPolicy } from "@/lib/usecases/approval/edit";

export const PATCH = route("editApprovalPolicy", editApprovalPolicy);
