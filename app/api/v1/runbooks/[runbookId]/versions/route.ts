import { route } from "@/lib/http/route";
import { reviseRunbook } from "@/lib/usecases/runbook/revise";

export const POST = route("reviseRunbook", reviseRunbook);
