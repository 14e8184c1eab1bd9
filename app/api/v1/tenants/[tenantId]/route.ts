import { route } from "@/lib/http/route";
import { getTenant } from "@/lib/usecases/tenant/get";

export const GET = route("getTenant", getTenant);
