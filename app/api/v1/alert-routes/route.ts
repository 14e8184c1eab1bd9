import { route } from "@/lib/http/route";
import { createAlertRoute } from "@/lib/usecases/alert/routes";

export const POST = route("createAlertRoute", createAlertRoute);
