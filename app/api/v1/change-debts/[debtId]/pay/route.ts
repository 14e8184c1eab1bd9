import { route } from "@/lib/http/route";
import { payChangeDebt } from "@/lib/usecases/change/pay-debt";

export const POST = route("payChangeDebt", payChangeDebt);
