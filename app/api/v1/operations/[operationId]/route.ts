import { route } from "@/lib/http/route";
import { getOperation } from "@/lib/usecases/operation/get";

export const GET = route("getOperation", getOperation);
