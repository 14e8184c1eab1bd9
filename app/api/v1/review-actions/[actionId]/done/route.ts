import { route } from "@/lib/http/route";
import { finishReviewAction } from "@/lib/usecases/change/finish-action";

export const POST = route("finishReviewAction", finishReviewAction);
