import { route } from "@/lib/http/route";
import { addIntegration } from "@/lib/usecases/integration/add";
import { getEnvironmentIntegrations } from "@/lib/usecases/integration/list";

export const GET = route("getEnvironmentIntegrations", getEnvironmentIntegrations);
export const POST = route("addIntegration", addIntegration);
