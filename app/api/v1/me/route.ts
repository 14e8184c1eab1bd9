import { route } from "@/lib/http/route";
import { getMe } from "@/lib/usecases/session/me";

export const GET = route("getMe", getMe);
