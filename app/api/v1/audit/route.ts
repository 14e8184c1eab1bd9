import { route } from "@/lib/http/route";
import { listAudit } from "@/lib/usecases/audit/list";

export const GET = route("listAudit", listAudit);
