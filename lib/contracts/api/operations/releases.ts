import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, PageQuery, page } from "../resources/common";
import * as release from "../resources/release";

export const releaseOperations = {
  listReleases: {
    method: "GET",
    path: "/api/v1/releases",
    tag: "Releases",
    summary: "Releases, newest first.",
    query: PageQuery.extend({ search: z.string().max(100).optional() }),
    response: page(release.Release),
  },
  registerRelease: {
    method: "POST",
    path: "/api/v1/releases",
    tag: "Releases",
    summary: "Register an immutable release by image digest; the same again changes nothing.",
    body: release.RegisterRelease,
    bodyKib: 4096,
    response: release.ReleaseDetail,
    status: 201,
  },
  getRelease: {
    method: "GET",
    path: "/api/v1/releases/{releaseId}",
    tag: "Releases",
    summary: "One release with its modules and configuration.",
    params: z.object({ releaseId: Id }),
    response: release.ReleaseDetail,
  },
  compareReleases: {
    method: "GET",
    path: "/api/v1/releases/{releaseId}/compare",
    tag: "Releases",
    summary: "What differs between two releases.",
    params: z.object({ releaseId: Id }),
    query: z.object({ from: Id }),
    response: release.ReleaseComparison,
  },
} as const satisfies Record<string, ApiOperation>;
