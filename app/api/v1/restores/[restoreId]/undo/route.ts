import { route } from "@/lib/http/route";
import { undoRestore } from "@/lib/usecases/restore/undo";

export const POST = route("undoRestore", undoRestore);
