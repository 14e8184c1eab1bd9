import { route } from "@/lib/http/route";
import { editRota } from "@/lib/usecases/alert/rotas";

export const POST = route("editRota", editRota);
