import { route } from "@/lib/http/route";
import { scheduleChange } from "@/lib/usecases/change/schedule";

export const POST = route("scheduleChange", scheduleChange);
