import { route } from "@/lib/http/route";
import { getFleetHealth } from "@/lib/usecases/health/fleet";

export const GET = route("getFleetHealth", getFleetHealth);
