import { z } from "zod";
import type { ApiOperation } from "../operation";
import { Id, Tier } from "../resources/common";
import * as evidence from "../resources/evidence";

const releaseId = z.object({ releaseId: Id });

export const evidenceOperations = {
  getReleaseEvidence: {
    method: "GET",
    path: "/api/v1/releases/{releaseId}/evidence",
    tag: "Evidence",
    summary: "What is shown about a release, and its quarantines.",
    params: releaseId,
    response: evidence.ReleaseEvidence,
  },
  attachEvidence: {
    method: "POST",
    path: "/api/v1/releases/{releaseId}/evidence",
    tag: "Evidence",
    summary: "Attach evidence: numbers, or a JUnit or SARIF report of at most 5 MiB.",
    params: releaseId,
    body: evidence.AttachEvidence,
    bodyKib: 8192,
    response: evidence.AttachedEvidence,
    status: 201,
  },
  getEvidenceFile: {
    method: "GET",
    path: "/api/v1/evidence/{evidenceId}/file",
    tag: "Evidence",
    summary: "The report as it was sent.",
    params: z.object({ evidenceId: Id }),
    response: evidence.EvidenceFile,
  },
  quarantineRelease: {
    method: "POST",
    path: "/api/v1/releases/{releaseId}/quarantine",
    tag: "Evidence",
    summary: "Nobody brings this release anywhere until it is lifted.",
    params: releaseId,
    body: evidence.QuarantineRelease,
    response: evidence.ReleaseEvidence,
  },
  liftQuarantine: {
    method: "POST",
    path: "/api/v1/releases/{releaseId}/lift-quarantine",
    tag: "Evidence",
    summary: "Let a quarantined release go again, with a reason.",
    params: releaseId,
    body: evidence.LiftQuarantine,
    response: evidence.ReleaseEvidence,
  },
  listEvidencePolicies: {
    method: "GET",
    path: "/api/v1/policies/evidence",
    tag: "Policies",
    summary: "What evidence each criticality tier asks for.",
    response: z.object({ items: z.array(evidence.EvidencePolicy) }),
  },
  editEvidencePolicy: {
    method: "PATCH",
    path: "/api/v1/policies/evidence/{tier}",
    tag: "Policies",
    summary: "Set what evidence a tier asks for.",
    params: z.object({ tier: Tier }),
    body: evidence.EditEvidencePolicy,
    response: evidence.EvidencePolicy,
  },
} as const satisfies Record<string, ApiOperation>;
