import { route } from "@/lib/http/route";
import { removeAlertRoute } from "@/lib/usecases/alert/remove";

export const POST = route("removeAlertRoute", removeAlertRoute);
