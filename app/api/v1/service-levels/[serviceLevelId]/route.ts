import { route } from "@/lib/http/route";
import { getServiceLevel } from "@/lib/usecases/service-level/get";

export const GET = route("getServiceLevel", getServiceLevel);
