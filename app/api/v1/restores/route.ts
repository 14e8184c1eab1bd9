import { route } from "@/lib/http/route";
import { listRestores } from "@/lib/usecases/restore/list";

export const GET = route("listRestores", listRestores);
