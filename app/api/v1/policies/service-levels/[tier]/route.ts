import { route } from "@/lib/http/route";
import { editServiceLevelPolicy } from "@/lib/usecases/service-level/edit-policy";

export const PATCH = route("editServiceLevelPolicy", editServiceLevelPolicy);
