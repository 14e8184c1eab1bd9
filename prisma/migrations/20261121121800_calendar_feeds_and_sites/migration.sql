-- Addresses of calendars for people's own programs, and which environments a site works with.

-- CreateTable
CREATE TABLE "calendar_feed" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "tenant_id" UUID,
    "environment_id" UUID,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rotated_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_read_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

CONSTRAINT "calendar_feed_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "site_environment" (
    "site_id" UUID NOT NULL,
    "environment_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,

CONSTRAINT "site_environment_pkey" PRIMARY KEY ("site_id","environment_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "calendar_feed_token_hash_key" ON "calendar_feed"("token_hash");

-- CreateIndex
CREATE INDEX "calendar_feed_user_id_created_at_idx" ON "calendar_feed"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "calendar_feed_tenant_id_idx" ON "calendar_feed"("tenant_id");

-- CreateIndex
CREATE INDEX "calendar_feed_environment_id_tenant_id_idx" ON "calendar_feed"("environment_id", "tenant_id");

-- CreateIndex
CREATE INDEX "site_environment_environment_id_tenant_id_idx" ON "site_environment"("environment_id", "tenant_id");

-- AddForeignKey
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_feed" ADD CONSTRAINT "calendar_feed_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site_environment" ADD CONSTRAINT "site_environment_site_fkey" FOREIGN KEY ("site_id", "tenant_id") REFERENCES "site"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "site_environment" ADD CONSTRAINT "site_environment_environment_fkey" FOREIGN KEY ("environment_id", "tenant_id") REFERENCES "environment"("id", "tenant_id") ON DELETE CASCADE ON UPDATE CASCADE;
