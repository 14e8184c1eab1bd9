import { route } from "@/lib/http/route";
import { endSilence } from "@/lib/usecases/alert/silence";

export const POST = route("endSilence", endSilence);
