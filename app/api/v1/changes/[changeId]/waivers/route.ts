import { route } from "@/lib/http/route";
import { askWaiver } from "@/lib/usecases/waiver/ask";

export const POST = route("askWaiver", askWaiver);
