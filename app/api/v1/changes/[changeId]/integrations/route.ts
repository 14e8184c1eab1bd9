import { route } from "@/lib/http/route";
import { getChangeIntegrations } from "@/lib/usecases/integration/of-change";

export const GET = route("getChangeIntegrations", getChangeIntegrations);
