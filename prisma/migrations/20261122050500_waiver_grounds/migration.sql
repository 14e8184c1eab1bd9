-- A waiver covers what stood in the way when it was asked for and nothing that came up later. Of those given before
-- nobody knows what that was: they cover nothing any more and are asked for again, which concerns seven days of them.
ALTER TABLE "gate_waiver" ADD COLUMN "grounds" TEXT[];
