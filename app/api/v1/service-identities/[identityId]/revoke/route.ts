import { route } from "@/lib/http/route";
import { revokeServiceIdentity } from "@/lib/usecases/service-identity/revoke";

export const POST = route("revokeServiceIdentity", revokeServiceIdentity);
