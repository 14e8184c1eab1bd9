-- CreateTable
CREATE TABLE "served_certificate" (
    "environment_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "served_certificate_pkey" PRIMARY KEY ("environment_id")
);

-- CreateIndex
CREATE INDEX "served_certificate_due_at_idx" ON "served_certificate"("due_at");

-- AddForeignKey
ALTER TABLE "served_certificate" ADD CONSTRAINT "served_certificate_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
