-- What a drill showed is not rewritten; the tables stand in lib/domain/drill/state.
CREATE TRIGGER "drill_moves" BEFORE UPDATE ON "drill" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"('running>passed', 'running>failed', 'running>cancelled');

CREATE TRIGGER "drill_finding_moves" BEFORE UPDATE ON "drill_finding" FOR EACH ROW
  EXECUTE FUNCTION "holdfast_refuse_illegal_move"('open>closed');
