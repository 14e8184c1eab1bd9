import { route } from "@/lib/http/route";
import { getAlert } from "@/lib/usecases/alert/get";

export const GET = route("getAlert", getAlert);
