import { route } from "@/lib/http/route";
import { editChange } from "@/lib/usecases/change/edit";
import { getChange } from "@/lib/usecases/change/get";

export const GET = route("getChange", getChange);
export const PATCH = route("editChange", editChange);
