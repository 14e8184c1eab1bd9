import type { Metadata } from "next";
import { RegisterClusterPage } from "@/components/cluster/register-cluster-page";
import { Forbidden } from "@/components/patterns/forbidden";
import { pageContext } from "@/lib/http/page";
import { getMe } from "@/lib/usecases/session/me";

export const metadata: Metadata = { title: "Register a cluster" };

export default async function Route() {
  const { can } = await getMe(await pageContext("/clusters/new"));
  if (can.registerCluster.allowed) return <RegisterClusterPage />;
  const back = { href: "/clusters", label: "Clusters" };
  return <Forbidden here="Register a cluster" reason={can.registerCluster.reason} back={back} />;
}
