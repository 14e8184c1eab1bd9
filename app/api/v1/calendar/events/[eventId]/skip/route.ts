import { route } from "@/lib/http/route";
import { skipCalendarOccurrence } from "@/lib/usecases/calendar/skip";

export const POST = route("skipCalendarOccurrence", skipCalendarOccurrence);
