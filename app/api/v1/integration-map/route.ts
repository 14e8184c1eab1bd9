import { route } from "@/lib/http/route";
import { getIntegrationMap } from "@/lib/usecases/integration/map";

export const GET = route("getIntegrationMap", getIntegrationMap);
