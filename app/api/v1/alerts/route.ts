import { route } from "@/lib/http/route";
import { listAlerts } from "@/lib/usecases/alert/list";

export const GET = route("listAlerts", listAlerts);
