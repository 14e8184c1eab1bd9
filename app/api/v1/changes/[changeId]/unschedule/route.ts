import { route } from "@/lib/http/route";
import { unscheduleChange } from "@/lib/usecases/change/unschedule";

export const POST = route("unscheduleChange", unscheduleChange);
