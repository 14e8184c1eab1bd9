import { route } from "@/lib/http/route";
import { sayInIncident } from "@/lib/usecases/incident/say";

export const POST = route("sayInIncident", sayInIncident);
