import { route } from "@/lib/http/route";
import { commentChange } from "@/lib/usecases/change/comment";

export const POST = route("addChangeComment", commentChange);
