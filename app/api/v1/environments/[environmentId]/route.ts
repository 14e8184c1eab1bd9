import { route } from "@/lib/http/route";
import { getEnvironment } from "@/lib/usecases/environment/get";

export const GET = route("getEnvironment", getEnvironment);
