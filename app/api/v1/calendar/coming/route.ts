import { route } from "@/lib/http/route";
import { getComing } from "@/lib/usecases/calendar/coming";

export const GET = route("getComing", getComing);
