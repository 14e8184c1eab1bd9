import { route } from "@/lib/http/route";
import { rollBackWithData } from "@/lib/usecases/rollback/data-roll-back";

export const POST = route("rollBackWithData", rollBackWithData);
