-- DropIndex
DROP INDEX "operation_step_name_finished_at_idx";

-- Rows that are rewritten at every step: room on their page keeps their indexes untouched.
ALTER TABLE "operation_step" SET (fillfactor = 70);
ALTER TABLE "operation" SET (fillfactor = 70);
