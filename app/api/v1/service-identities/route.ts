import { route } from "@/lib/http/route";
import { createServiceIdentity } from "@/lib/usecases/service-identity/create";
import { listServiceIdentities } from "@/lib/usecases/service-identity/list";

export const GET = route("listServiceIdentities", listServiceIdentities);
export const POST = route("createServiceIdentity", createServiceIdentity);
