import { route } from "@/lib/http/route";
import { editWindowPolicy } from "@/lib/usecases/window-policy/edit";

export const PATCH = route("editWindowPolicy", editWindowPolicy);
