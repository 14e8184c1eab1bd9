import { route } from "@/lib/http/route";
import { liftHold } from "@/lib/usecases/hold/lift";

export const POST = route("liftHold", liftHold);
