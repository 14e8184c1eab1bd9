import { route } from "@/lib/http/route";
import { getRelease } from "@/lib/usecases/release/get";

export const GET = route("getRelease", getRelease);
