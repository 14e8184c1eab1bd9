-- A change that had succeeded is rolled back by a person's own operation.
DROP TRIGGER "change_moves" ON "change";
CREATE TRIGGER "change_moves" BEFORE UPDATE ON "change" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"(
    'draft>submitted', 'draft>cancelled',
    'submitted>in_review', 'submitted>draft', 'submitted>cancelled',
    'in_review>approved', 'in_review>rejected', 'in_review>draft', 'in_review>cancelled',
    'approved>scheduled', 'approved>draft', 'approved>cancelled',
    'scheduled>in_progress', 'scheduled>draft', 'scheduled>cancelled',
    'in_progress>succeeded', 'in_progress>rolled_back', 'in_progress>failed',
    'succeeded>reviewed', 'succeeded>rolled_back', 'rolled_back>reviewed', 'failed>reviewed',
    'reviewed>closed'
  );
