-- The queue is read by the latest move first, whatever state is asked for.
CREATE INDEX "change_updated_at_id_idx" ON "change"("updated_at", "id");
