import { route } from "@/lib/http/route";
import { listIncidents } from "@/lib/usecases/incident/list";
import { openIncident } from "@/lib/usecases/incident/open";

export const GET = route("listIncidents", listIncidents);
export const POST = route("openIncident", openIncident);
