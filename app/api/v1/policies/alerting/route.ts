import { route } from "@/lib/http/route";
import { getAlerting } from "@/lib/usecases/alert/alerting";

export const GET = route("getAlerting", getAlerting);
