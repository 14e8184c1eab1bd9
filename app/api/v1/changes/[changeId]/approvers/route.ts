import { route } from "@/lib/http/route";
import { listApprovers } from "@/lib/usecases/change/list-approvers";

export const GET = route("listApprovers", listApprovers);
