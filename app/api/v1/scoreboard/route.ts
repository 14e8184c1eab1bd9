import { route } from "@/lib/http/route";
import { getScoreboard } from "@/lib/usecases/scoreboard/get";

export const GET = route("getScoreboard", getScoreboard);
