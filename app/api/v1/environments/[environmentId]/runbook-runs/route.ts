import { route } from "@/lib/http/route";
import { followRunbook } from "@/lib/usecases/runbook/follow";
import { listRunbookRuns } from "@/lib/usecases/runbook/runs";

export const GET = route("listRunbookRuns", listRunbookRuns);
export const POST = route("followRunbook", followRunbook);
