import { route } from "@/lib/http/route";
import { listIntegrations } from "@/lib/usecases/integration/list";

export const GET = route("listIntegrations", listIntegrations);
