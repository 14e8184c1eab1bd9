import { route } from "@/lib/http/route";
import { approveRestore } from "@/lib/usecases/restore/approve";

export const POST = route("approveRestore", approveRestore);
