import { route } from "@/lib/http/route";
import { finishRunbookRun } from "@/lib/usecases/runbook/finish";

export const POST = route("finishRunbookRun", finishRunbookRun);
