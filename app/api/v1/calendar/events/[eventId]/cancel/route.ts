import { route } from "@/lib/http/route";
import { cancelCalendarEvent } from "@/lib/usecases/calendar/cancel";

export const POST = route("cancelCalendarEvent", cancelCalendarEvent);
