import { route } from "@/lib/http/route";
import { listOperationEvents } from "@/lib/usecases/operation/events";

export const GET = route("listOperationEvents", listOperationEvents);
