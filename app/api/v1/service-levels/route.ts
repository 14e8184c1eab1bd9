import { route } from "@/lib/http/route";
import { listServiceLevels } from "@/lib/usecases/service-level/list";

export const GET = route("listServiceLevels", listServiceLevels);
