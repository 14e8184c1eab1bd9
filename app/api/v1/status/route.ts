import { route } from "@/lib/http/route";
import { getStatus } from "@/lib/usecases/incident/status";

export const GET = route("getStatus", getStatus);
