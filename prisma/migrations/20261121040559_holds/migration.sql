-- CreateTable
CREATE TABLE "hold" (
    "id" UUID NOT NULL,
    "level" "scope_level" NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "reason" TEXT NOT NULL,
    "placed_by_id" UUID NOT NULL,
    "placed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by_id" UUID,
    "lift_reason" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "hold_lifted_at_expires_at_idx" ON "hold"("lifted_at", "expires_at");

-- CreateIndex
CREATE INDEX "hold_tenant_id_idx" ON "hold"("tenant_id");

-- CreateIndex
CREATE INDEX "hold_environment_id_tenant_id_idx" ON "hold"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "hold_placed_by_id_idx" ON "hold"("placed_by_id");

-- CreateIndex
CREATE INDEX "hold_lifted_by_id_idx" ON "hold"("lifted_by_id");

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_placed_by_id_fkey" FOREIGN KEY ("placed_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hold" ADD CONSTRAINT "hold_lifted_by_id_fkey" FOREIGN KEY ("lifted_by_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- The level of a hold says which ids it needs.
ALTER TABLE "hold" ADD CONSTRAINT "hold_level_matches_scope" CHECK (
  ("level" = 'fleet' AND "tenant_id" IS NULL AND "environment_id" IS NULL)
  OR ("level" = 'tenant' AND "tenant_id" IS NOT NULL AND "environment_id" IS NULL)
  OR ("level" = 'environment' AND "tenant_id" IS NOT NULL AND "environment_id" IS NOT NULL)
);

-- A hold ends by itself after it began, within 31 days of 24 hours, and who lifts it is written with when.
ALTER TABLE "hold" ADD CONSTRAINT "hold_expires" CHECK (
  "expires_at" > "placed_at" AND "expires_at" <= "placed_at" + INTERVAL '744 hours'
);
ALTER TABLE "hold" ADD CONSTRAINT "hold_lifted_by_someone" CHECK (
  ("lifted_at" IS NULL) = ("lifted_by_id" IS NULL)
);
