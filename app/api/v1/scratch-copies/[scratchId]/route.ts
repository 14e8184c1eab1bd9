import { route } from "@/lib/http/route";
import { getScratch } from "@/lib/usecases/scratch/get";

export const GET = route("getScratch", getScratch);
