import { route } from "@/lib/http/route";
import { editRecoveryPolicy } from "@/lib/usecases/recovery-policy/edit";

export const PATCH = route("editRecoveryPolicy", editRecoveryPolicy);
