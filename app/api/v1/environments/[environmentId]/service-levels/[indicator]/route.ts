import { route } from "@/lib/http/route";
import { followServiceLevel, setServiceLevel } from "@/lib/usecases/service-level/set";

export const PATCH = route("setServiceLevel", setServiceLevel);
export const DELETE = route("followServiceLevel", followServiceLevel);
