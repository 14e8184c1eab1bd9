import { suite } from './lib/suite.mjs';
import { assert, get, post, put, patch, del, apply, ok, failed, namespace, deployment, condition, rolledOut, waitRollout, until, watch, P, T, kc, k8s } from './lib/kube.mjs';

const rsOf = async (ns, name) => ok(await get(P.rs(ns), { query: { labelSelector: `app=${name}` } })).items.sort((a, b) => Number(a.metadata.annotations['deployment.kubernetes.io/revision']) - Number(b.metadata.annotations['deployment.kubernetes.io/revision']));
const podsOf = async (ns, name) => ok(await get(P.pod(ns), { query: { labelSelector: `app=${name}` } })).items.filter((p) => !p.metadata.deletionTimestamp);
const image = (i) => ({ spec: { template: { spec: { containers: [{ name: 'app', image: i }] } } } });
const annotate = (fake) => ({ spec: { template: { metadata: { annotations: Object.fromEntries(Object.entries(fake).map(([k, v]) => [`fake/${k}`, v])) } } } });

suite('deployment', (behaviour) => {
  behaviour('defaults', async (t) => {
    const ns = await namespace(t);
    const d = ok(await post(P.deploy(ns), { metadata: { name: 'd' }, spec: { selector: { matchLabels: { app: 'd' } }, template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'app', image: 'x:1', ports: [{ containerPort: 80 }] }] } } } }), 201);
    assert.equal(d.spec.replicas, 1); assert.equal(d.spec.revisionHistoryLimit, 10); assert.equal(d.spec.progressDeadlineSeconds, 600);
    assert.deepEqual(d.spec.strategy, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } });
    const s = d.spec.template.spec;
    assert.equal(s.restartPolicy, 'Always'); assert.equal(s.terminationGracePeriodSeconds, 30); assert.equal(s.dnsPolicy, 'ClusterFirst'); assert.equal(s.schedulerName, 'default-scheduler'); assert.deepEqual(s.securityContext, {});
    const c = s.containers[0];
    assert.equal(c.imagePullPolicy, 'IfNotPresent'); assert.equal(c.terminationMessagePath, '/dev/termination-log'); assert.equal(c.terminationMessagePolicy, 'File'); assert.deepEqual(c.resources, {}); assert.equal(c.ports[0].protocol, 'TCP');
    assert.deepEqual(d.status, {});
    assert.equal(ok(await post(P.deploy(ns), deployment('l', { replicas: 0, image: 'x:latest' })), 201).spec.template.spec.containers[0].imagePullPolicy, 'Always');
  });
  behaviour('rollout: status counts, observedGeneration, Available and Progressing conditions', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d', { replicas: 2 })), 201);
    const d = await waitRollout(ns, 'd');
    assert.equal(d.metadata.generation, 1);
    const { conditions, terminatingReplicas, ...s } = d.status;
    assert.deepEqual(s, { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 });
    assert.ok(terminatingReplicas === undefined || terminatingReplicas === 0);
    const a = condition(d, 'Available');
    assert.equal(a.status, 'True'); assert.equal(a.reason, 'MinimumReplicasAvailable'); assert.equal(a.message, 'Deployment has minimum availability.');
    assert.ok(a.lastUpdateTime && a.lastTransitionTime);
    const p = await until('progressing', async () => { const c = condition(ok(await get(P.deploy(ns, 'd'))), 'Progressing'); return c.reason === 'NewReplicaSetAvailable' && c; });
    assert.equal(p.status, 'True'); assert.match(p.message, /^ReplicaSet "d-[a-z0-9]+" has successfully progressed\.$/);
    assert.equal(d.metadata.annotations['deployment.kubernetes.io/revision'], '1');
  });
  behaviour('the ReplicaSet: name, pod-template-hash, revision annotations, owner; its pods', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.deploy(ns), deployment('d', { replicas: 2 })), 201);
    await waitRollout(ns, 'd');
    const [rs, ...more] = await rsOf(ns, 'd');
    assert.equal(more.length, 0);
    const hash = rs.metadata.labels['pod-template-hash'];
    assert.match(hash, /^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/); assert.equal(rs.metadata.name, `d-${hash}`);
    assert.deepEqual(rs.metadata.labels, { app: 'd', 'pod-template-hash': hash });
    assert.deepEqual(rs.spec.selector.matchLabels, { app: 'd', 'pod-template-hash': hash }); assert.equal(rs.spec.template.metadata.labels['pod-template-hash'], hash);
    assert.deepEqual(rs.metadata.annotations, { 'deployment.kubernetes.io/desired-replicas': '2', 'deployment.kubernetes.io/max-replicas': '3', 'deployment.kubernetes.io/revision': '1' });
    assert.deepEqual(rs.metadata.ownerReferences, [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'd', uid: c.metadata.uid, controller: true, blockOwnerDeletion: true }]);
    assert.equal(rs.status.observedGeneration, rs.metadata.generation); assert.equal(rs.status.readyReplicas, 2); assert.equal(rs.status.availableReplicas, 2); assert.equal(rs.status.fullyLabeledReplicas, 2);
    const pods = await podsOf(ns, 'd');
    assert.equal(pods.length, 2);
    for (const p of pods) {
      assert.match(p.metadata.name, new RegExp(`^d-${hash}-[a-z0-9]{5}$`)); assert.equal(p.metadata.generateName, `d-${hash}-`); assert.deepEqual(p.metadata.labels, { app: 'd', 'pod-template-hash': hash });
      assert.equal(p.metadata.ownerReferences[0].uid, rs.metadata.uid); assert.equal(p.metadata.ownerReferences[0].controller, true);
      assert.equal(p.status.phase, 'Running'); assert.equal(condition(p, 'Ready').status, 'True'); assert.equal(p.status.containerStatuses[0].ready, true); assert.ok(p.status.containerStatuses[0].state.running.startedAt);
      assert.ok(p.spec.nodeName); assert.ok(p.status.podIP); assert.ok(p.status.startTime);
    }
  });
  behaviour('a new image: generation, revision 2, the old ReplicaSet at zero', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d', { replicas: 2 })), 201);
    await waitRollout(ns, 'd');
    const u = ok(await patch(P.deploy(ns, 'd'), T.strategic, image('registry.example/app:2')), 200);
    assert.equal(u.metadata.generation, 2);
    assert.ok(!rolledOut(u), 'right after the change the old status must not read as rolled out');
    const d = await waitRollout(ns, 'd');
    assert.equal(d.status.observedGeneration, 2); assert.equal(d.metadata.annotations['deployment.kubernetes.io/revision'], '2');
    const [r1, r2] = await rsOf(ns, 'd');
    assert.equal(r1.spec.replicas, 0); assert.equal(r2.spec.replicas, 2); assert.equal(r2.metadata.annotations['deployment.kubernetes.io/revision'], '2');
    const live = await until('2 pods', async () => { const p = await podsOf(ns, 'd'); return p.length === 2 && p; });
    assert.ok(live.every((p) => p.spec.containers[0].image === 'registry.example/app:2'));
  });
  behaviour('back to the old template: the old ReplicaSet is reused and becomes revision 3', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d', { image: 'x:1' })), 201); await waitRollout(ns, 'd');
    const first = (await rsOf(ns, 'd'))[0].metadata.name;
    ok(await patch(P.deploy(ns, 'd'), T.strategic, image('x:2'))); await waitRollout(ns, 'd');
    ok(await patch(P.deploy(ns, 'd'), T.strategic, image('x:1'))); await waitRollout(ns, 'd');
    const all = await rsOf(ns, 'd');
    assert.equal(all.length, 2); assert.equal(all[1].metadata.name, first); assert.equal(all[1].metadata.annotations['deployment.kubernetes.io/revision'], '3'); assert.equal(all[1].metadata.annotations['deployment.kubernetes.io/revision-history'], '1');
  });
  behaviour('scaling: generation goes up, no new revision', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d')), 201); await waitRollout(ns, 'd');
    const s = ok(await patch(P.deploy(ns, 'd'), T.merge, { spec: { replicas: 3 } }), 200);
    assert.equal(s.metadata.generation, 2);
    const d = await waitRollout(ns, 'd');
    assert.equal(d.status.availableReplicas, 3); assert.equal((await rsOf(ns, 'd')).length, 1); assert.equal(d.metadata.annotations['deployment.kubernetes.io/revision'], '1');
    ok(await patch(P.deploy(ns, 'd'), T.merge, { spec: { replicas: 0 } }));
    const z = await until('zero', async () => { const x = ok(await get(P.deploy(ns, 'd'))); return x.status.observedGeneration === 3 && x.status.replicas === undefined && x; });
    assert.equal(z.status.availableReplicas, undefined); assert.equal(z.status.readyReplicas, undefined); assert.equal(condition(z, 'Available').status, 'True');
  });
  behaviour('the scale subresource: get, put, patch', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d')), 201); await waitRollout(ns, 'd');
    const sc = ok(await get(`${P.deploy(ns, 'd')}/scale`), 200);
    assert.equal(sc.kind, 'Scale'); assert.equal(sc.apiVersion, 'autoscaling/v1'); assert.equal(sc.spec.replicas, 1); assert.deepEqual(sc.status, { replicas: 1, selector: 'app=d' });
    const p = ok(await put(`${P.deploy(ns, 'd')}/scale`, { ...sc, spec: { replicas: 2 } }), 200);
    assert.equal(p.spec.replicas, 2);
    assert.equal(ok(await get(P.deploy(ns, 'd'))).spec.replicas, 2);
    failed(await put(`${P.deploy(ns, 'd')}/scale`, { ...sc, spec: { replicas: 4 } }), 409, 'Conflict');
    ok(await patch(`${P.deploy(ns, 'd')}/scale`, T.merge, { spec: { replicas: 1 } }), 200);
    failed(await patch(`${P.deploy(ns, 'd')}/scale`, T.merge, { spec: { replicas: -1 } }), 422, 'Invalid');
    const viaClient = await kc.makeApiClient(k8s.AppsV1Api).readNamespacedDeploymentScale({ namespace: ns, name: 'd' });
    assert.equal(viaClient.spec.replicas, 1);
    await waitRollout(ns, 'd');
  });
  behaviour('progressDeadlineSeconds: Progressing=False ProgressDeadlineExceeded; a good template recovers', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d', { image: 'x:1', fake: { 'waiting-reason': 'ImagePullBackOff' }, spec: { progressDeadlineSeconds: 2 } })), 201);
    const d = await until('deadline', async () => { const x = ok(await get(P.deploy(ns, 'd'))); return condition(x, 'Progressing')?.reason === 'ProgressDeadlineExceeded' && x; });
    const p = condition(d, 'Progressing');
    assert.equal(p.status, 'False'); assert.match(p.message, /^ReplicaSet "d-[a-z0-9]+" has timed out progressing\.$/);
    assert.equal(condition(d, 'Available').status, 'False'); assert.equal(condition(d, 'Available').reason, 'MinimumReplicasUnavailable');
    assert.equal(d.status.unavailableReplicas, 1); assert.equal(d.status.observedGeneration, 1);
    const w = (await podsOf(ns, 'd'))[0].status.containerStatuses[0].state.waiting;
    assert.equal(w.reason, 'ImagePullBackOff');
    ok(await patch(P.deploy(ns, 'd'), T.strategic, { spec: { template: { metadata: { annotations: { 'fake/waiting-reason': null } }, spec: { containers: [{ name: 'app', image: 'x:2' }] } } } }));
    await waitRollout(ns, 'd');
    await until('NewReplicaSetAvailable', async () => condition(ok(await get(P.deploy(ns, 'd'))), 'Progressing').reason === 'NewReplicaSetAvailable');
  });
  behaviour('a bad update keeps the old pods serving (maxUnavailable 0)', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d', { replicas: 2, image: 'x:1', spec: { progressDeadlineSeconds: 3, strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } } })), 201);
    await waitRollout(ns, 'd');
    ok(await patch(P.deploy(ns, 'd'), T.strategic, { spec: { template: { metadata: { annotations: { 'fake/ready': 'false' } }, spec: { containers: [{ name: 'app', image: 'x:2' }] } } } }));
    const d = await until('deadline', async () => { const x = ok(await get(P.deploy(ns, 'd'))); return condition(x, 'Progressing')?.reason === 'ProgressDeadlineExceeded' && x; });
    assert.equal(condition(d, 'Available').status, 'True'); assert.equal(d.status.replicas, 3); assert.equal(d.status.updatedReplicas, 1); assert.equal(d.status.availableReplicas, 2); assert.equal(d.status.unavailableReplicas, 1);
    const pods = await podsOf(ns, 'd');
    assert.deepEqual(pods.map((p) => p.spec.containers[0].image).sort(), ['x:1', 'x:1', 'x:2']);
  });
  behaviour('rolling update never goes below the floor nor above the ceiling', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d', { replicas: 3, image: 'x:1', spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } } })), 201);
    await waitRollout(ns, 'd');
    const w = await watch(t, P.deploy(ns), { resourceVersion: ok(await get(P.deploy(ns))).metadata.resourceVersion });
    ok(await patch(P.deploy(ns, 'd'), T.strategic, image('x:2')));
    await waitRollout(ns, 'd');
    const seen = w.events.filter((e) => e.type === 'MODIFIED').map((e) => e.object.status);
    assert.ok(seen.length > 3); assert.ok(seen.every((s) => s.availableReplicas >= 3), JSON.stringify(seen.map((s) => s.availableReplicas))); assert.ok(seen.every((s) => s.replicas <= 4), JSON.stringify(seen.map((s) => s.replicas)));
  });
  behaviour('Recreate: old pods go before new ones come', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d', { replicas: 2, image: 'x:1', spec: { strategy: { type: 'Recreate' } } })), 201);
    await waitRollout(ns, 'd');
    const w = await watch(t, P.pod(ns), { resourceVersion: ok(await get(P.pod(ns))).metadata.resourceVersion, labelSelector: 'app=d' });
    ok(await patch(P.deploy(ns, 'd'), T.strategic, image('x:2')));
    await waitRollout(ns, 'd');
    const ev = w.events.filter((e) => e.type !== 'MODIFIED').map((e) => `${e.type} ${e.object.spec.containers[0].image}`);
    assert.deepEqual(ev, ['DELETED x:1', 'DELETED x:1', 'ADDED x:2', 'ADDED x:2']);
  });
  behaviour('a restartedAt annotation on the template rolls the pods', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d')), 201); await waitRollout(ns, 'd');
    const before = (await podsOf(ns, 'd'))[0].metadata.uid;
    ok(await patch(P.deploy(ns, 'd'), T.strategic, { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() } } } } }));
    await waitRollout(ns, 'd');
    const now = await until('one pod', async () => { const p = await podsOf(ns, 'd'); return p.length === 1 && p; });
    assert.notEqual(now[0].metadata.uid, before); assert.equal((await rsOf(ns, 'd')).length, 2);
  });
  behaviour('a deleted pod is replaced', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d')), 201); await waitRollout(ns, 'd');
    const [p] = await podsOf(ns, 'd');
    ok(await del(P.pod(ns, p.metadata.name)), 200);
    await until('another pod ready', async () => { const [n] = await podsOf(ns, 'd'); return n && n.metadata.uid !== p.metadata.uid && condition(n, 'Ready')?.status === 'True'; });
    await waitRollout(ns, 'd');
  });
  behaviour('a crashing container: restartCount, lastState, CrashLoopBackOff; not available', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d', { fake: { 'exit-code': 7, 'termination-message': 'boom' } })), 201);
    const p = await until('crash', async () => (await podsOf(ns, 'd')).find((x) => x.status.containerStatuses?.[0].state.waiting?.reason === 'CrashLoopBackOff'));
    const c = p.status.containerStatuses[0];
    assert.ok(c.restartCount >= 1); assert.equal(c.lastState.terminated.exitCode, 7); assert.equal(c.lastState.terminated.message, 'boom'); assert.equal(p.status.phase, 'Running');
    assert.ok(!rolledOut(ok(await get(P.deploy(ns, 'd')))));
  });
  behaviour('deleting a Deployment removes ReplicaSets and pods in the background', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), deployment('d', { replicas: 2 })), 201); await waitRollout(ns, 'd');
    const s = ok(await del(P.deploy(ns, 'd')), 200);
    assert.equal(s.status, 'Success'); failed(await get(P.deploy(ns, 'd')), 404);
    await until('no ReplicaSets and pods', async () => (await rsOf(ns, 'd')).length === 0 && ok(await get(P.pod(ns))).items.length === 0);
  });
  behaviour('status: PUT of the object ignores status, PUT of /status ignores spec', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.deploy(ns), { ...deployment('d', { replicas: 0 }), status: { replicas: 77 } }), 201);
    assert.equal(c.status.replicas, undefined);
    await until('observed', async () => ok(await get(P.deploy(ns, 'd'))).status.observedGeneration === 1);
    const o = ok(await get(P.deploy(ns, 'd')));
    assert.equal(ok(await patch(P.deploy(ns, 'd'), T.merge, { status: { collisionCount: 9 }, metadata: { labels: { z: '1' } } })).status.collisionCount, undefined);
    const st = ok(await patch(`${P.deploy(ns, 'd')}/status`, T.merge, { status: { conditions: [...(o.status.conditions ?? []), { type: 'Mine', status: 'True' }] }, spec: { replicas: 5 } }), 200);
    assert.equal(st.spec.replicas, 0); assert.equal(st.metadata.generation, 1); assert.ok(condition(st, 'Mine'));
    assert.equal(ok(await get(`${P.deploy(ns, 'd')}/status`)).kind, 'Deployment');
  });
  behaviour('rollout through server-side apply', async (t) => {
    const ns = await namespace(t);
    const body = (img, replicas) => ({ ...deployment('d', { image: img, replicas }) });
    ok(await apply(P.deploy(ns, 'd'), 'plane', body('x:1', 1), { query: { force: true } }), 201); await waitRollout(ns, 'd');
    const again = ok(await apply(P.deploy(ns, 'd'), 'plane', body('x:1', 1), { query: { force: true } }), 200);
    assert.equal(again.metadata.generation, 1, 'an apply without change rolls nothing');
    assert.equal(ok(await apply(P.deploy(ns, 'd'), 'plane', body('x:2', 2), { query: { force: true } }), 200).metadata.generation, 2);
    assert.equal((await waitRollout(ns, 'd')).status.availableReplicas, 2);
  });
}, { concurrency: 8 });
