import { route } from "@/lib/http/route";
import { keepScratch } from "@/lib/usecases/scratch/keep";

export const POST = route("keepScratch", keepScratch);
