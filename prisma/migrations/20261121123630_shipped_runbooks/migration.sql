-- CreateTable
CREATE TABLE "shipped_runbook" (
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shipped_runbook_pkey" PRIMARY KEY ("name")
);

-- What an installation has already, it was given: nothing is laid out a second time.
INSERT INTO "shipped_runbook" ("name") SELECT DISTINCT "name" FROM "runbook" WHERE "tenant_id" IS NULL;
