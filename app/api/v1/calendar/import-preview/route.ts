import { route } from "@/lib/http/route";
import { previewCalendarImport } from "@/lib/usecases/calendar/import";

export const POST = route("previewCalendarImport", previewCalendarImport);
