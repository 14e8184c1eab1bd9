import { route } from "@/lib/http/route";
import { listMySessions } from "@/lib/usecases/session/list";

export const GET = route("listMySessions", listMySessions);
