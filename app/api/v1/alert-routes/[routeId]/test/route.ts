import { route } from "@/lib/http/route";
import { testAlertRoute } from "@/lib/usecases/alert/test-route";

export const POST = route("testAlertRoute", testAlertRoute);
