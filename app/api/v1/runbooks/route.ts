import { route } from "@/lib/http/route";
import { createRunbook } from "@/lib/usecases/runbook/create";
import { listRunbooks } from "@/lib/usecases/runbook/list";

export const GET = route("listRunbooks", listRunbooks);
export const POST = route("createRunbook", createRunbook);
