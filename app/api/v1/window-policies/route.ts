import { route } from "@/lib/http/route";
import { listWindowPolicies } from "@/lib/usecases/window-policy/list";

export const GET = route("listWindowPolicies", listWindowPolicies);
