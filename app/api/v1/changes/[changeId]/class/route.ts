import { route } from "@/lib/http/route";
import { classifyChange } from "@/lib/usecases/change/classify";

export const POST = route("classifyChange", classifyChange);
