import type { EnvironmentSpec } from "@/lib/domain/manifest/spec";

/** A complete specification for tests; every field can be overridden. */
export function environmentSpec(overrides: Partial<EnvironmentSpec> = {}): EnvironmentSpec {
  return {
    environmentId: "0199aaaa-0000-7000-8000-000000000001",
    environmentName: "Northwind Production",
    tenantSlug: "northwind",
    tenantId: "0199aaaa-0000-7000-8000-000000000002",
    namespace: "northwind-production",
    hostname: "northwind.localhost",
    stage: "production",
    webReplicas: 2,
    webWorkers: 2,
    cronReplicas: 1,
    release: {
      name: "2026.11.1",
      repository: "registry.sandbox.test/erp",
      digest: `sha256:${"a1".repeat(32)}`,
      configuration: { limit_time_real: "180" },
    },
    ...overrides,
  };
}
