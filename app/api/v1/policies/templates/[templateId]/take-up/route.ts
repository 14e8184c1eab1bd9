import { route } from "@/lib/http/route";
import { takeUpChangeTemplate } from "@/lib/usecases/template/move";

export const POST = route("takeUpChangeTemplate", takeUpChangeTemplate);
