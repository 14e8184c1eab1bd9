import { route } from "@/lib/http/route";
import { liftQuarantine } from "@/lib/usecases/evidence/quarantine";

export const POST = route("liftQuarantine", liftQuarantine);
