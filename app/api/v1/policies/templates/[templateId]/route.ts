import { route } from "@/lib/http/route";
import { editChangeTemplate } from "@/lib/usecases/template/edit";

export const PATCH = route("editChangeTemplate", editChangeTemplate);
