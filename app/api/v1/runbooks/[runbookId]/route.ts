import { route } from "@/lib/http/route";
import { getRunbook } from "@/lib/usecases/runbook/get";

export const GET = route("getRunbook", getRunbook);
