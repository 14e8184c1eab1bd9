-- CreateTable
CREATE TABLE "alert_rest" (
    "alert_id" UUID NOT NULL,
    "keys" TEXT[],
    "since" TIMESTAMPTZ(3)[],

    CONSTRAINT "alert_rest_pkey" PRIMARY KEY ("alert_id")
);

-- AddForeignKey
ALTER TABLE "alert_rest" ADD CONSTRAINT "alert_rest_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;
