import Link from "next/link";
import { messages } from "@/components/environment/messages";
import { PlaceHold } from "@/components/hold/place-hold";
import { Digest } from "@/components/patterns/digest";
import { Panel } from "@/components/patterns/panel";
import { useReader } from "@/components/patterns/reader";
import { Glyph } from "@/components/ui/glyph";
import { LinkButton } from "@/components/ui/link-button";
import type { Environment } from "@/lib/contracts/api/resources/catalog";

const text = messages.page;

/** What runs here now, how it is laid out, and the way to change it. */
export function EnvironmentSummary({ environment }: { environment: Environment }) {
  const reader = useReader();
  const { runningOperationId } = environment;
  return (
    <Panel label={text.panel} last>
      {runningOperationId ? (
        <div>
          <h2>{text.now}</h2>
          <div className="reason">
            <Glyph tone="running" />
            <span>
              {environment.stateSentence} <Link href={`/operations/${runningOperationId}`}>Follow it</Link>
            </span>
          </div>
        </div>
      ) : null}
      <div className="acts keep">
        {reader.can.draftChange.allowed ? (
          <LinkButton href={`/changes/new?environmentId=${environment.id}`} keyHint="n">
            {text.draft}
          </LinkButton>
        ) : null}
        <PlaceHold environment={environment} />
      </div>
      <div>
        <h2>{text.configuration}</h2>
        <dl>
          <dt>Web</dt>
          <dd>{replicas(environment.webReplicas)}</dd>
          <dt>Cron</dt>
          <dd>{replicas(environment.cronReplicas)}</dd>
          <dt>Namespace</dt>
          <dd className="mono wrap-any">{environment.namespace}</dd>
          <dt>Image</dt>
          <dd>{environment.release ? <Digest value={environment.release.digest} /> : "none"}</dd>
          <dt>Manifests</dt>
          <dd>
            {environment.manifestHash ? <Digest value={environment.manifestHash} label="hash" /> : "none"}
          </dd>
          <dt>Time zone</dt>
          <dd>{environment.timeZone}</dd>
        </dl>
      </div>
    </Panel>
  );
}

const replicas = (count: number) => (count === 1 ? "1 replica" : `${count} replicas`);
