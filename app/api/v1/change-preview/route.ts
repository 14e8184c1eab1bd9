import { route } from "@/lib/http/route";
import { previewChange } from "@/lib/usecases/change/preview";

export const GET = route("previewChange", previewChange);
