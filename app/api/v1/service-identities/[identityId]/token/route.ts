import { route } from "@/lib/http/route";
import { renewServiceIdentity } from "@/lib/usecases/service-identity/renew";

export const POST = route("renewServiceIdentity", renewServiceIdentity);
