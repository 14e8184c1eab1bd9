import { route } from "@/lib/http/route";
import { revokeSession } from "@/lib/usecases/session/revoke";

export const POST = route("revokeSession", revokeSession);
