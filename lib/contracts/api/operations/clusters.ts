import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import * as platform from "../resources/platform";

export const clusterOperations = {
  listClusters: {
    method: "GET",
    path: "/api/v1/clusters",
    tag: "Clusters",
    summary: "Registered clusters.",
    query: PageQuery,
    response: page(platform.Cluster),
  },
  registerCluster: {
    method: "POST",
    path: "/api/v1/clusters",
    tag: "Clusters",
    summary: "Register a cluster by kubeconfig; reachability, version and privileges are checked first.",
    body: platform.RegisterCluster,
    response: platform.Cluster,
    status: 201,
  },
  getCluster: {
    method: "GET",
    path: "/api/v1/clusters/{clusterId}",
    tag: "Clusters",
    summary: "One cluster.",
    params: z.object({ clusterId: Id }),
    response: platform.ClusterDetails,
  },
  editCluster: {
    method: "PATCH",
    path: "/api/v1/clusters/{clusterId}",
    tag: "Clusters",
    summary: "Set a cluster's region, how many operations run there at once, and where its Prometheus is.",
    params: z.object({ clusterId: Id }),
    body: platform.EditCluster,
    response: platform.ClusterDetails,
  },
  probeMetricsSource: {
    method: "GET",
    path: "/api/v1/clusters/{clusterId}/metrics-probe",
    tag: "Clusters",
    summary: "What answers at a place of the cluster where its Prometheus is said to be.",
    params: z.object({ clusterId: Id }),
    query: platform.MetricsProbeQuery,
    response: platform.MetricsProbe,
  },
  checkCluster: {
    method: "POST",
    path: "/api/v1/clusters/{clusterId}/check",
    tag: "Clusters",
    summary: "Ask the cluster again: reachable, version, privileges.",
    params: z.object({ clusterId: Id }),
    response: platform.ClusterDetails,
  },
} as const satisfies Record<string, ApiOperation>;
