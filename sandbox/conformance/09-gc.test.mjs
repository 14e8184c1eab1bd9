import { suite } from './lib/suite.mjs';
import { assert, get, post, patch, del, ok, failed, namespace, configMap, deployment, pod, waitRollout, until, gone, sleep, P, T, rand, cleanup, watch } from './lib/kube.mjs';

const owner = (o, extra = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: o.metadata.name, uid: o.metadata.uid, ...extra });
suite('deletion', (behaviour) => {
  behaviour('background (the default): the owner goes at once, dependents follow', async (t) => {
    const ns = await namespace(t);
    const o = ok(await post(P.cm(ns), configMap('owner')), 201);
    ok(await post(P.cm(ns), configMap('child', {}, { ownerReferences: [owner(o)] })), 201);
    ok(await post(P.secret(ns), { metadata: { name: 'grandchild', ownerReferences: [owner(ok(await get(P.cm(ns, 'child'))))] } }), 201);
    assert.equal(ok(await del(P.cm(ns, 'owner')), 200).status, 'Success');
    failed(await get(P.cm(ns, 'owner')), 404);
    await gone(P.cm(ns, 'child')); await gone(P.secret(ns, 'grandchild'));
  });
  behaviour('propagationPolicy as query parameter works too', async (t) => {
    const ns = await namespace(t);
    const o = ok(await post(P.cm(ns), configMap('owner')), 201);
    ok(await post(P.cm(ns), configMap('child', {}, { ownerReferences: [owner(o)] })), 201);
    ok(await del(P.cm(ns, 'owner'), undefined, { query: { propagationPolicy: 'Orphan' } }), 200);
    await gone(P.cm(ns, 'owner')); await sleep(700); assert.equal((await get(P.cm(ns, 'child'))).status, 200);
    failed(await del(P.cm(ns, 'child'), { propagationPolicy: 'Sideways' }), 422, 'Invalid');
  });
  behaviour('an object whose owner does not exist is collected', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.cm(ns), configMap('child', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'never', uid: '00000000-0000-4000-8000-000000000001' }] })), 201);
    await gone(P.cm(ns, 'child'));
  });
  behaviour('finalizers: delete marks, the object stays readable, removing the last one ends it', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), configMap('a', { k: 'v' }, { finalizers: ['example.com/one', 'example.com/two'] })), 201);
    const w = await watch(t, P.cm(ns), { fieldSelector: 'metadata.name=a', resourceVersion: c.metadata.resourceVersion });
    const d = ok(await del(P.cm(ns, 'a')), 200);
    assert.equal(d.kind, 'ConfigMap'); assert.match(d.metadata.deletionTimestamp, /Z$/); assert.equal(d.metadata.deletionGracePeriodSeconds, 0); assert.deepEqual(d.metadata.finalizers, ['example.com/one', 'example.com/two']);
    assert.notEqual(d.metadata.resourceVersion, c.metadata.resourceVersion);
    assert.equal((await w.next()).type, 'MODIFIED', 'marking is a MODIFIED event');
    const again = ok(await del(P.cm(ns, 'a')), 200);
    assert.equal(again.metadata.deletionTimestamp, d.metadata.deletionTimestamp);
    failed(await post(P.cm(ns), configMap('a')), 409, 'AlreadyExists');
    const s = failed(await patch(P.cm(ns, 'a'), T.jsonPatch, [{ op: 'add', path: '/metadata/finalizers/-', value: 'example.com/three' }]), 422, 'Invalid');
    assert.equal(s.details.causes[0].field, 'metadata.finalizers'); assert.match(s.message, /Forbidden: no new finalizers can be added if the object is being deleted/);
    ok(await patch(P.cm(ns, 'a'), T.merge, { metadata: { finalizers: ['example.com/two'] }, data: { k: 'still editable' } }), 200);
    const last = ok(await patch(P.cm(ns, 'a'), T.merge, { metadata: { finalizers: null } }), 200);
    assert.equal(last.metadata.name, 'a');
    failed(await get(P.cm(ns, 'a')), 404, 'NotFound');
    assert.equal((await w.next((e) => e.type === 'DELETED')).object.data.k, 'still editable');
  });
  behaviour('pods are deleted gracefully: deletionTimestamp, then gone; grace 0 at once', async (t) => {
    const ns = await namespace(t, { serviceAccount: true });
    ok(await post(P.pod(ns), pod('p', { terminationGracePeriodSeconds: 20, fake: { 'terminate-ms': 1500 } })), 201);
    await until('running', async () => ok(await get(P.pod(ns, 'p'))).status.phase === 'Running');
    const d = ok(await del(P.pod(ns, 'p')), 200);
    assert.equal(d.kind, 'Pod'); assert.equal(d.metadata.deletionGracePeriodSeconds, 20); assert.ok(Date.parse(d.metadata.deletionTimestamp) > Date.now() + 10_000, 'the moment its grace ends');
    assert.equal(d.status.phase, 'Running');
    await gone(P.pod(ns, 'p'));
    ok(await post(P.pod(ns), pod('q', { fake: { 'terminate-ms': 60_000 } })), 201);
    await until('running', async () => ok(await get(P.pod(ns, 'q'))).status.phase === 'Running');
    ok(await del(P.pod(ns, 'q'), { gracePeriodSeconds: 0 }), 200); failed(await get(P.pod(ns, 'q')), 404);
  });
});

suite('namespace', (behaviour) => {
  behaviour('create: Active, name label, finalizer; a default service account and the root CA appear', async (t) => {
    const n = `conf-ns-${rand()}`;
    const o = ok(await post('/api/v1/namespaces', { metadata: { name: n, labels: { a: 'b' } } }), 201);
    cleanup(t, P.ns(n));
    assert.equal(o.status.phase, 'Active'); assert.deepEqual(o.metadata.labels, { a: 'b', 'kubernetes.io/metadata.name': n }); assert.deepEqual(o.spec.finalizers, ['kubernetes']);
    await until('service account', async () => (await get(P.sa(n, 'default'))).status === 200);
    await until('root CA', async () => ok(await get(P.cm(n, 'kube-root-ca.crt'))).data['ca.crt'].startsWith('-----BEGIN CERTIFICATE-----'));
    failed(await post('/api/v1/namespaces', { metadata: { name: n } }), 409, 'AlreadyExists');
    failed(await post('/api/v1/namespaces', { metadata: { name: 'Not_OK' } }), 422, 'Invalid');
    failed(await post('/api/v1/namespaces', { metadata: { name: 'a.b' } }), 422, 'Invalid');
  });
  behaviour('delete: Terminating at once, everything inside goes, then 404; the name is free again', async (t) => {
    const n = `conf-ns-${rand()}`;
    ok(await post('/api/v1/namespaces', { metadata: { name: n } }), 201); cleanup(t, P.ns(n));
    ok(await post(P.cm(n), configMap('a')), 201); ok(await post(P.deploy(n), deployment('d')), 201); await waitRollout(n, 'd');
    const d = ok(await del(P.ns(n)), 200);
    assert.equal(d.kind, 'Namespace'); assert.equal(d.status.phase, 'Terminating'); assert.ok(d.metadata.deletionTimestamp);
    await gone(P.ns(n), { timeout: 60_000 });
    assert.equal(ok(await get(P.cm(n))).items.length, 0); assert.equal(ok(await get(P.pod(n))).items.length, 0);
    ok(await post('/api/v1/namespaces', { metadata: { name: n } }), 201);
  });
  behaviour('creating in a terminating namespace: 403 with cause NamespaceTerminating', async (t) => {
    const n = `conf-ns-${rand()}`;
    ok(await post('/api/v1/namespaces', { metadata: { name: n } }), 201); cleanup(t, P.ns(n));
    ok(await post(P.cm(n), configMap('hold', {}, { finalizers: ['example.com/hold'] })), 201);
    ok(await del(P.ns(n)), 200);
    const s = failed(await post(P.cm(n), configMap('b')), 403, 'Forbidden');
    assert.equal(s.message, `configmaps "b" is forbidden: unable to create new content in namespace ${n} because it is being terminated`);
    assert.deepEqual(s.details.causes, [{ reason: 'NamespaceTerminating', message: `namespace ${n} is being terminated`, field: 'metadata.namespace' }]);
    await until('conditions', async () => (ok(await get(P.ns(n))).status.conditions ?? []).some((c) => c.type === 'NamespaceFinalizersRemaining' && c.status === 'True'));
    ok(await patch(P.cm(n, 'hold'), T.merge, { metadata: { finalizers: null } }), 200);
    await gone(P.ns(n), { timeout: 60_000 });
  });
  behaviour('labels select namespaces', async (t) => {
    const v = rand();
    const n = await namespace(t, { labels: { pick: v } });
    assert.deepEqual(ok(await get('/api/v1/namespaces', { query: { labelSelector: `pick=${v}` } })).items.map((i) => i.metadata.name), [n]);
    assert.deepEqual(ok(await get('/api/v1/namespaces', { query: { labelSelector: `kubernetes.io/metadata.name=${n}` } })).items.length, 1);
    assert.deepEqual(ok(await get('/api/v1/namespaces', { query: { fieldSelector: 'status.phase=Active', labelSelector: `pick=${v}` } })).items.length, 1);
  });
});
