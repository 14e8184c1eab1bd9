"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { messages } from "@/components/objective/messages";
import { spanText } from "@/components/objective/spans";
import { useProcesses, useRemoveProcess } from "@/components/objective/use-objectives";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { ErrorState } from "@/components/patterns/error-state";
import { LoadingState } from "@/components/patterns/loading-state";
import { Section } from "@/components/patterns/section";
import { Button } from "@/components/ui/button";
import type { BusinessProcess } from "@/lib/contracts/api/resources/objective";

const ProcessDialog = dynamic(() =>
  import("@/components/objective/process-dialog").then((module) => module.ProcessDialog),
);
const ConfirmWithReason = dynamic(() =>
  import("@/components/patterns/confirm-with-reason").then((module) => module.ConfirmWithReason),
);

const text = messages.processes;

type Asked = { kind: "add" } | { kind: "edit" | "remove"; process: BusinessProcess } | null;

/** What a tenant's business does with the ERP, what it may lose, how long it can wait, and how it goes on by hand. */
export function TenantProcesses({ tenantId }: { tenantId: string }) {
  const processes = useProcesses(tenantId);
  const [asked, setAsked] = useState<Asked>(null);
  const list = processes.data;
  const close = () => setAsked(null);
  const add = list?.can.add;
  return (
    <Section
      title={text.title}
      meta={text.meta}
      right={
        add === undefined ? undefined : (
          <Button disabledReason={add.allowed ? null : add.reason} onClick={() => setAsked({ kind: "add" })}>
            {text.add}
          </Button>
        )
      }
    >
      {processes.error ? (
        <ErrorState error={processes.error} what={text.failed} onRetry={() => void processes.refetch()} />
      ) : null}
      {processes.isPending ? <LoadingState label={text.loading} /> : null}
      {list?.items.length === 0 ? <p className="prose">{text.none}</p> : null}
      {list !== undefined && list.items.length > 0 ? (
        <ProcessTable processes={list.items} onAsk={setAsked} />
      ) : null}
      {list !== undefined && (asked?.kind === "add" || asked?.kind === "edit") ? (
        <ProcessDialog
          tenantId={tenantId}
          process={asked.kind === "edit" ? asked.process : null}
          production={list.production}
          onClose={close}
        />
      ) : null}
      {asked?.kind === "remove" ? <Remove process={asked.process} onClose={close} /> : null}
    </Section>
  );
}

type TableProps = { processes: readonly BusinessProcess[]; onAsk?: (asked: Asked) => void };

/** Processes, the least patient first; with what can be done to them where `onAsk` is given. */
export function ProcessTable({ processes, onAsk }: TableProps) {
  return (
    <DataTable
      caption={text.title}
      columns={onAsk === undefined ? COLUMNS : [...COLUMNS, actions(onAsk)]}
      rows={processes}
      rowKey={({ id }) => id}
    />
  );
}

const COLUMNS: readonly Column<BusinessProcess>[] = [
  {
    id: "name",
    header: "Process",
    phone: "full",
    cell: ({ name, fallback, environment }) => (
      <>
        <span className="strong">{name}</span>{" "}
        <span className="sub small">{environment?.name ?? text.everywhere}</span>
        <div className="t2 small prewrap">
          {fallback === "" ? text.noFallback : `${text.fallback}: ${fallback}`}
        </div>
      </>
    ),
  },
  { id: "rpo", header: "May be lost", className: "nb", cell: ({ rpoSeconds }) => spanText(rpoSeconds) },
  { id: "rto", header: "Can stand still", className: "nb", cell: ({ rtoSeconds }) => spanText(rtoSeconds) },
  {
    id: "owner",
    header: "Owner",
    cell: ({ ownerName, ownerContact }) => (
      <>
        {ownerName}
        <div className="t2 small wrap-any">{ownerContact}</div>
      </>
    ),
  },
];

const actions = (onAsk: (asked: Asked) => void): Column<BusinessProcess> => ({
  id: "do",
  header: <span className="sr">What can be done</span>,
  className: "nb",
  phone: "full",
  cell: (process) => {
    const reason = process.can.edit.allowed ? null : process.can.edit.reason;
    return (
      <>
        <Button
          variant="quiet"
          aria-label={`${text.edit} ${process.name}`}
          disabledReason={reason}
          onClick={() => onAsk({ kind: "edit", process })}
        >
          {text.edit}
        </Button>{" "}
        <Button
          variant="quiet"
          aria-label={`${text.remove} ${process.name}`}
          disabledReason={reason}
          onClick={() => onAsk({ kind: "remove", process })}
        >
          {text.remove}
        </Button>
      </>
    );
  },
});

function Remove({ process, onClose }: { process: BusinessProcess; onClose: () => void }) {
  const mutation = useRemoveProcess(process, onClose);
  const { title, effect, confirm, failed } = messages.remove;
  return (
    <ConfirmWithReason
      title={title(process.name)}
      effect={effect}
      confirmLabel={confirm}
      danger
      reasonLabel={null}
      busy={mutation.isPending}
      error={mutation.error}
      failed={failed}
      onConfirm={() => mutation.mutate()}
      onClose={onClose}
    />
  );
}
