import { route } from "@/lib/http/route";
import { acknowledgeAlert } from "@/lib/usecases/alert/acknowledge";

export const POST = route("acknowledgeAlert", acknowledgeAlert);
