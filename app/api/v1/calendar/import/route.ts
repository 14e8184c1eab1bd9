import { route } from "@/lib/http/route";
import { importCalendar } from "@/lib/usecases/calendar/import";

export const POST = route("importCalendar", importCalendar);
