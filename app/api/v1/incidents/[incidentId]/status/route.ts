import { route } from "@/lib/http/route";
import { publishStatus } from "@/lib/usecases/incident/publish";

export const POST = route("publishStatus", publishStatus);
