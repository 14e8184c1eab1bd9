import { route } from "@/lib/http/route";
import { setIncident } from "@/lib/usecases/incident/set";

export const POST = route("setIncident", setIncident);
