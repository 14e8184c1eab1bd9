import type { Metadata } from "next";
import { CalibrationPage } from "@/components/risk/calibration-page";
import { pageContext, pageData } from "@/lib/http/page";
import { getRiskCalibration } from "@/lib/usecases/risk/calibration";

export const metadata: Metadata = { title: "Risk" };

export default async function Route() {
  const context = await pageContext("/risk");
  const seed = await pageData(getRiskCalibration(context, {}));
  return <CalibrationPage seed={seed} seededAt={context.now.getTime()} />;
}
