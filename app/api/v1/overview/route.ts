import { route } from "@/lib/http/route";
import { getOverview } from "@/lib/usecases/overview/get";

export const GET = route("getOverview", getOverview);
