import { route } from "@/lib/http/route";
import { continueOperation } from "@/lib/usecases/operation/continue";

export const POST = route("continueOperation", continueOperation);
