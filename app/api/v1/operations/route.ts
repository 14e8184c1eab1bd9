import { route } from "@/lib/http/route";
import { listOperations } from "@/lib/usecases/operation/list";

export const GET = route("listOperations", listOperations);
