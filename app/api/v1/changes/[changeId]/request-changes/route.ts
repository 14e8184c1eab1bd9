import { route } from "@/lib/http/route";
import { requestChanges } from "@/lib/usecases/change/request-changes";

export const POST = route("requestChanges", requestChanges);
