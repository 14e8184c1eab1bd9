import { route } from "@/lib/http/route";
import { editIntegration } from "@/lib/usecases/integration/edit";
import { getIntegration } from "@/lib/usecases/integration/get";

export const GET = route("getIntegration", getIntegration);
export const PATCH = route("editIntegration", editIntegration);
