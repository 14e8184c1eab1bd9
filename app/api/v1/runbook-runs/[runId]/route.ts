import { route } from "@/lib/http/route";
import { getRunbookRun } from "@/lib/usecases/runbook/runs";

export const GET = route("getRunbookRun", getRunbookRun);
