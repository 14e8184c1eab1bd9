import { route } from "@/lib/http/route";
import { declareEmergency } from "@/lib/usecases/change/declare-emergency";

export const POST = route("declareEmergency", declareEmergency);
