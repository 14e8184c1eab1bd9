import { route } from "@/lib/http/route";
import { archiveRunbook } from "@/lib/usecases/runbook/archive";

export const POST = route("archiveRunbook", archiveRunbook);
