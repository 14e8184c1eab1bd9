import { route } from "@/lib/http/route";
import { previewRollback } from "@/lib/usecases/rollback/preview";
import { rollBack } from "@/lib/usecases/rollback/roll-back";

export const GET = route("previewRollback", previewRollback);
export const POST = route("rollBack", rollBack);
