import { route } from "@/lib/http/route";
import { getLogPlace } from "@/lib/usecases/log/place";

export const GET = route("getLogPlace", getLogPlace);
