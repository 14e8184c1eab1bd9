import { route } from "@/lib/http/route";
import { getEnvironmentHealth } from "@/lib/usecases/health/get";

export const GET = route("getEnvironmentHealth", getEnvironmentHealth);
