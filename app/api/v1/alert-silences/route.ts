import { route } from "@/lib/http/route";
import { silenceAlerts } from "@/lib/usecases/alert/silence";
import { listSilences } from "@/lib/usecases/alert/silences";

export const GET = route("listSilences", listSilences);
export const POST = route("silenceAlerts", silenceAlerts);
