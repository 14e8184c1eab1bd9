import { route } from "@/lib/http/route";
import { createRota } from "@/lib/usecases/alert/rotas";

export const POST = route("createRota", createRota);
