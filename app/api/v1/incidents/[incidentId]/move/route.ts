import { route } from "@/lib/http/route";
import { moveIncident } from "@/lib/usecases/incident/move";

export const POST = route("moveIncident", moveIncident);
