import { route } from "@/lib/http/route";
import { finishIncidentAction } from "@/lib/usecases/incident/finish-action";

export const POST = route("finishIncidentAction", finishIncidentAction);
