import { route } from "@/lib/http/route";
import { getIncident } from "@/lib/usecases/incident/get";

export const GET = route("getIncident", getIncident);
