import { messages as text } from "@/components/gate-policy/messages";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Button } from "@/components/ui/button";
import { State } from "@/components/ui/glyph";
import type { ListedRule } from "@/lib/contracts/api/resources/gate-policy";

type Acts = { blocked: string | null; onEdit(rule: ListedRule): void; onRemove(rule: ListedRule): void };
type RuleTableProps = { caption: string; rules: readonly ListedRule[]; acts: Acts };

/** Rules with what they object to; each can be edited into the draft. */
export function RuleTable({ caption, rules, acts }: RuleTableProps) {
  const columns: readonly Column<ListedRule>[] = [
    { id: "rule", header: text.columns.rule, cell: Name, phone: "full" },
    {
      id: "verdict",
      header: text.columns.verdict,
      cell: ({ verdict }) => (
        <State tone={verdict === "block" ? "bad" : "warn"}>{text.verdicts[verdict]}</State>
      ),
    },
    { id: "where", header: text.columns.where, cell: ({ scope }) => scope },
    {
      id: "when",
      header: text.columns.when,
      cell: ({ when }) => <code className="rule-when">{when}</code>,
      phone: "full",
    },
    {
      id: "acts",
      header: <span className="sr">{text.edit}</span>,
      cell: (rule) => (
        <span className="rule-acts">
          <Button
            aria-label={`${text.edit} ${rule.title}`}
            disabledReason={acts.blocked}
            onClick={() => acts.onEdit(rule)}
          >
            {text.edit}
          </Button>
          <Button
            aria-label={`${text.remove} ${rule.title}`}
            disabledReason={acts.blocked}
            onClick={() => acts.onRemove(rule)}
          >
            {text.remove}
          </Button>
        </span>
      ),
      phone: "full",
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={rules} rowKey={({ id }) => id} />;
}

function Name({ title, id, waivable }: ListedRule) {
  return (
    <>
      <b className="strong-text">{title}</b>
      <span className="sub small rule-id">
        <code>{id}</code>
        {waivable ? `, ${text.waivable}` : ""}
      </span>
    </>
  );
}
