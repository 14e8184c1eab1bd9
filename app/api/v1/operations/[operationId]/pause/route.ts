import { route } from "@/lib/http/route";
import { pauseOperation } from "@/lib/usecases/operation/pause";

export const POST = route("pauseOperation", pauseOperation);
