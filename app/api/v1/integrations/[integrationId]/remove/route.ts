import { route } from "@/lib/http/route";
import { removeIntegration } from "@/lib/usecases/integration/remove";

export const POST = route("removeIntegration", removeIntegration);
