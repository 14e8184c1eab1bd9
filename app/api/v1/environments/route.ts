import { route } from "@/lib/http/route";
import { listEnvironments } from "@/lib/usecases/environment/list";

export const GET = route("listEnvironments", listEnvironments);
