import { route } from "@/lib/http/route";
import { getDrillOptions } from "@/lib/usecases/drill/options";
import { startDrill } from "@/lib/usecases/drill/start";

export const GET = route("getDrillOptions", getDrillOptions);
export const POST = route("startDrill", startDrill);
