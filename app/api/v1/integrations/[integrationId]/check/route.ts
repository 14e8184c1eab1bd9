import { route } from "@/lib/http/route";
import { checkIntegration } from "@/lib/usecases/integration/check";

export const POST = route("checkIntegration", checkIntegration);
