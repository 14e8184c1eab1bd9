import { route } from "@/lib/http/route";
import { listScratch } from "@/lib/usecases/scratch/list";

export const GET = route("listScratch", listScratch);
