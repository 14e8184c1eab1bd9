import { route } from "@/lib/http/route";
import { editHealthPolicy } from "@/lib/usecases/health-policy/edit";

export const POST = route("editHealthPolicy", editHealthPolicy);
