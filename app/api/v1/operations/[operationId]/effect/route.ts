import { route } from "@/lib/http/route";
import { getReleaseEffect } from "@/lib/usecases/observation/effect";

export const GET = route("getReleaseEffect", getReleaseEffect);
