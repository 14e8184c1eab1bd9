import { route } from "@/lib/http/route";
import { submitChange } from "@/lib/usecases/change/submit";

export const POST = route("submitChange", submitChange);
