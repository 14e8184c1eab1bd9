import { route } from "@/lib/http/route";
import { compareReleases } from "@/lib/usecases/release/compare";

export const GET = route("compareReleases", compareReleases);
