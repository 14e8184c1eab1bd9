import { route } from "@/lib/http/route";
import { clearDrill } from "@/lib/usecases/drill/clear";

export const POST = route("clearDrill", clearDrill);
