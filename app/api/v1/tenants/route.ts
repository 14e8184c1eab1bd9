import { route } from "@/lib/http/route";
import { listTenants } from "@/lib/usecases/tenant/list";

export const GET = route("listTenants", listTenants);
