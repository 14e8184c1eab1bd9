import { route } from "@/lib/http/route";
import { tickRunbookStep } from "@/lib/usecases/runbook/tick";

export const POST = route("tickRunbookStep", tickRunbookStep);
