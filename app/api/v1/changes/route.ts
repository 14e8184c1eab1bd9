import { route } from "@/lib/http/route";
import { draftChange } from "@/lib/usecases/change/draft";
import { listChanges } from "@/lib/usecases/change/list";

export const GET = route("listChanges", listChanges);
export const POST = route("draftChange", draftChange);
