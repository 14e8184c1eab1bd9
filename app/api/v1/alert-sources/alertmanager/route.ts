import { route } from "@/lib/http/route";
import { receiveAlertmanager } from "@/lib/usecases/alert/receive";

export const POST = route("receiveAlertmanager", receiveAlertmanager);
