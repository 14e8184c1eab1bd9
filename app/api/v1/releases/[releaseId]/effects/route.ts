import { route } from "@/lib/http/route";
import { listReleaseEffects } from "@/lib/usecases/observation/effect";

export const GET = route("listReleaseEffects", listReleaseEffects);
