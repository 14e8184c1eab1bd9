import { route } from "@/lib/http/route";
import { editProcess } from "@/lib/usecases/objective/edit";

export const PATCH = route("editProcess", editProcess);
