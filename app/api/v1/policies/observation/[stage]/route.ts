import { route } from "@/lib/http/route";
import { editObservationPolicy } from "@/lib/usecases/observation/edit";

export const PATCH = route("editObservationPolicy", editObservationPolicy);
