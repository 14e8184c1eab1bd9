import { route } from "@/lib/http/route";
import { makeScratch } from "@/lib/usecases/scratch/make";
import { getScratchOptions } from "@/lib/usecases/scratch/options";

export const GET = route("getScratchOptions", getScratchOptions);
export const POST = route("makeScratch", makeScratch);
