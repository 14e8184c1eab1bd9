import { route } from "@/lib/http/route";
import { removeScratch } from "@/lib/usecases/scratch/remove";

export const POST = route("removeScratch", removeScratch);
