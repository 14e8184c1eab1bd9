import { route } from "@/lib/http/route";
import { listReleases } from "@/lib/usecases/release/list";
import { registerRelease } from "@/lib/usecases/release/register";

export const GET = route("listReleases", listReleases);
export const POST = route("registerRelease", registerRelease);
