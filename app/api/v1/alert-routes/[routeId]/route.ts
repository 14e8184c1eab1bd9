import { route } from "@/lib/http/route";
import { editAlertRoute } from "@/lib/usecases/alert/routes";

export const POST = route("editAlertRoute", editAlertRoute);
