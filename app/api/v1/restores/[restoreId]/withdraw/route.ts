import { route } from "@/lib/http/route";
import { withdrawRestore } from "@/lib/usecases/restore/withdraw";

export const POST = route("withdrawRestore", withdrawRestore);
