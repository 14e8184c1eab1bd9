import { route } from "@/lib/http/route";
import { quarantineRelease } from "@/lib/usecases/evidence/quarantine";

export const POST = route("quarantineRelease", quarantineRelease);
