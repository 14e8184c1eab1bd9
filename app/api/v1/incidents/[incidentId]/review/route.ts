import { route } from "@/lib/http/route";
import { reviewIncident } from "@/lib/usecases/incident/review";

export const POST = route("reviewIncident", reviewIncident);
