import { route } from "@/lib/http/route";
import { getDrill } from "@/lib/usecases/drill/get";

export const GET = route("getDrill", getDrill);
