import { route } from "@/lib/http/route";
import { getOperationSignals } from "@/lib/usecases/operation/signals";

export const GET = route("getOperationSignals", getOperationSignals);
