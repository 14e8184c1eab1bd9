import { route } from "@/lib/http/route";
import { getServiceReport } from "@/lib/usecases/service-level/report";

export const GET = route("getServiceReport", getServiceReport);
