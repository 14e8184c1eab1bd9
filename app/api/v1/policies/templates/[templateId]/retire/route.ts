import { route } from "@/lib/http/route";
import { retireChangeTemplate } from "@/lib/usecases/template/move";

export const POST = route("retireChangeTemplate", retireChangeTemplate);
