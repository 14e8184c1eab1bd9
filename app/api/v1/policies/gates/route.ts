import { route } from "@/lib/http/route";
import { getGatePolicy } from "@/lib/usecases/gate-policy/activate";

export const GET = route("getGatePolicy", getGatePolicy);
