import { suite } from './lib/suite.mjs';
import { assert, get, post, put, del, patch, req, ok, failed, namespace, configMap, deployment, P, T, k8s, kc } from './lib/kube.mjs';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
suite('crud', (behaviour) => {
  behaviour('create: 201, uid, resourceVersion, creationTimestamp, managedFields; no generation on a ConfigMap', async (t) => {
    const ns = await namespace(t);
    const before = Date.now();
    const o = ok(await post(P.cm(ns), configMap('a', { k: 'v' }, { labels: { x: 'y' }, annotations: { n: 'm' } })), 201);
    assert.equal(o.kind, 'ConfigMap'); assert.equal(o.apiVersion, 'v1');
    assert.match(o.metadata.uid, UUID); assert.match(o.metadata.resourceVersion, /^\d+$/);
    assert.match(o.metadata.creationTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.ok(Math.abs(Date.parse(o.metadata.creationTimestamp) - before) < 10_000);
    assert.equal(o.metadata.namespace, ns); assert.equal(o.metadata.generation, undefined); assert.equal(o.metadata.selfLink, undefined);
    assert.deepEqual(o.data, { k: 'v' }); assert.deepEqual(o.metadata.labels, { x: 'y' });
    assert.equal(o.metadata.managedFields.length, 1); assert.equal(o.metadata.managedFields[0].operation, 'Update');
  });
  behaviour('get returns what create returned; kind and apiVersion may be left out of the request', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), { metadata: { name: 'a' }, data: { k: 'v' } }), 201);
    assert.equal(c.kind, 'ConfigMap');
    assert.deepEqual(ok(await get(P.cm(ns, 'a')), 200), c);
  });
  behaviour('list: kind …List, metadata.resourceVersion, items without kind/apiVersion, in name order', async (t) => {
    const ns = await namespace(t);
    for (const n of ['b', 'a', 'c']) ok(await post(P.cm(ns), configMap(n)), 201);
    const l = ok(await get(P.cm(ns)), 200);
    assert.equal(l.kind, 'ConfigMapList'); assert.equal(l.apiVersion, 'v1'); assert.match(l.metadata.resourceVersion, /^\d+$/);
    const mine = l.items.filter((i) => i.metadata.name.length === 1);
    assert.deepEqual(mine.map((i) => i.metadata.name), ['a', 'b', 'c']);
    assert.ok(mine.every((i) => i.kind === undefined && i.apiVersion === undefined));
    assert.ok(mine.every((i) => BigInt(i.metadata.resourceVersion) <= BigInt(l.metadata.resourceVersion)));
  });
  behaviour('an empty list has items: []', async (t) => {
    const ns = await namespace(t);
    const l = ok(await get(P.deploy(ns)), 200);
    assert.deepEqual(l.items, []); assert.equal(l.kind, 'DeploymentList'); assert.equal(l.apiVersion, 'apps/v1');
  });
  behaviour('create twice: 409 AlreadyExists with details', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.cm(ns), configMap('a')), 201);
    const s = failed(await post(P.cm(ns), configMap('a')), 409, 'AlreadyExists');
    assert.equal(s.message, 'configmaps "a" already exists'); assert.deepEqual(s.details, { name: 'a', kind: 'configmaps' });
    ok(await post(P.deploy(ns), deployment('d', { replicas: 0 })), 201);
    const d = failed(await post(P.deploy(ns), deployment('d', { replicas: 0 })), 409, 'AlreadyExists');
    assert.equal(d.message, 'deployments.apps "d" already exists'); assert.deepEqual(d.details, { name: 'd', group: 'apps', kind: 'deployments' });
  });
  behaviour('get, delete, replace and patch of a missing object: 404 NotFound with details', async (t) => {
    const ns = await namespace(t);
    const s = failed(await get(P.cm(ns, 'nope')), 404, 'NotFound');
    assert.equal(s.message, 'configmaps "nope" not found'); assert.deepEqual(s.details, { name: 'nope', kind: 'configmaps' });
    failed(await del(P.cm(ns, 'nope')), 404, 'NotFound');
    failed(await put(P.cm(ns, 'nope'), { ...configMap('nope'), metadata: { name: 'nope', resourceVersion: '1', uid: '6b1d3bd5-0000-4000-8000-000000000000' } }), 404, 'NotFound');
    failed(await patch(P.cm(ns, 'nope'), T.merge, { data: {} }), 404, 'NotFound');
    const d = failed(await get(P.deploy(ns, 'nope')), 404, 'NotFound');
    assert.equal(d.message, 'deployments.apps "nope" not found'); assert.deepEqual(d.details, { name: 'nope', group: 'apps', kind: 'deployments' });
  });
  behaviour('replace: new resourceVersion, same uid and creationTimestamp, omitted fields vanish', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), configMap('a', { k: 'v', l: 'w' }, { labels: { x: '1' } })), 201);
    const r = ok(await put(P.cm(ns, 'a'), { ...configMap('a', { k: 'v2' }), metadata: { name: 'a', resourceVersion: c.metadata.resourceVersion } }), 200);
    assert.notEqual(r.metadata.resourceVersion, c.metadata.resourceVersion);
    assert.ok(BigInt(r.metadata.resourceVersion) > BigInt(c.metadata.resourceVersion));
    assert.equal(r.metadata.uid, c.metadata.uid); assert.equal(r.metadata.creationTimestamp, c.metadata.creationTimestamp);
    assert.deepEqual(r.data, { k: 'v2' }); assert.equal(r.metadata.labels, undefined);
  });
  behaviour('replace with a stale resourceVersion: 409 Conflict', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), configMap('a')), 201);
    ok(await put(P.cm(ns, 'a'), { ...c, data: { k: '2' } }), 200);
    const s = failed(await put(P.cm(ns, 'a'), { ...c, data: { k: '3' } }), 409, 'Conflict');
    assert.equal(s.message, 'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again');
    assert.deepEqual(s.details, { name: 'a', kind: 'configmaps' });
    assert.deepEqual(ok(await get(P.cm(ns, 'a'))).data, { k: '2' });
  });
  behaviour('a no-op replace keeps the resourceVersion', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), configMap('a')), 201);
    const r = ok(await put(P.cm(ns, 'a'), c), 200);
    assert.equal(r.metadata.resourceVersion, c.metadata.resourceVersion);
  });
  behaviour('names of URL and body must agree: 400', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.cm(ns), configMap('a')), 201);
    const s = failed(await put(P.cm(ns, 'a'), configMap('b')), 400, 'BadRequest');
    assert.equal(s.message, 'the name of the object (b) does not match the name on the URL (a)');
    const n = failed(await post(P.cm(ns), { ...configMap('c'), metadata: { name: 'c', namespace: 'default' } }), 400, 'BadRequest');
    assert.equal(n.message, 'the namespace of the provided object does not match the namespace sent on the request');
  });
  behaviour('malformed JSON, empty and mistyped bodies: 400', async (t) => {
    const ns = await namespace(t);
    failed(await req('POST', P.cm(ns), { body: '{"metadata":' }), 400, 'BadRequest');
    failed(await req('POST', P.cm(ns), { body: '{"metadata":{"name":5}}' }), 400, 'BadRequest');
    failed(await post(P.cm(ns), { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } }), 400, 'BadRequest');
    failed(await post(P.cm(ns), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }), 400, 'BadRequest');
    failed(await post(P.cm(ns), { metadata: { name: 'x' }, data: { n: 1 } }), 400, 'BadRequest');
  });
  behaviour('creating in a missing namespace: 404 namespaces "…" not found', async () => {
    const s = failed(await post(P.cm('no-such-namespace'), configMap('a')), 404, 'NotFound');
    assert.equal(s.message, 'namespaces "no-such-namespace" not found'); assert.deepEqual(s.details, { name: 'no-such-namespace', kind: 'namespaces' });
    assert.deepEqual(ok(await get(P.cm('no-such-namespace')), 200).items, [], 'listing there is an empty list');
  });
  behaviour('generation: 1 at creation, +1 per spec change; labels, status and the client do not change it', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.deploy(ns), deployment('d', { replicas: 0 })), 201);
    assert.equal(c.metadata.generation, 1);
    let d = ok(await patch(P.deploy(ns, 'd'), T.merge, { metadata: { labels: { x: '1' } } }), 200);
    assert.equal(d.metadata.generation, 1);
    d = ok(await patch(P.deploy(ns, 'd'), T.merge, { spec: { minReadySeconds: 1 } }), 200);
    assert.equal(d.metadata.generation, 2);
    d = ok(await patch(P.deploy(ns, 'd'), T.merge, { metadata: { generation: 99 } }), 200);
    assert.equal(d.metadata.generation, 2, 'the client cannot set it');
    d = ok(await patch(`${P.deploy(ns, 'd')}/status`, T.merge, { status: { collisionCount: 3 } }), 200);
    assert.equal(d.metadata.generation, 2);
  });
  behaviour('a client cannot choose uid or creationTimestamp', async (t) => {
    const ns = await namespace(t);
    const o = ok(await post(P.cm(ns), configMap('a', {}, { uid: '11111111-1111-4111-8111-111111111111', creationTimestamp: '2001-01-01T00:00:00Z' })), 201);
    assert.notEqual(o.metadata.uid, '11111111-1111-4111-8111-111111111111'); assert.notEqual(o.metadata.creationTimestamp, '2001-01-01T00:00:00Z');
  });
  behaviour('delete: 200 with a Success Status carrying details.uid; then 404; a new object has a new uid', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), configMap('a')), 201);
    const s = ok(await del(P.cm(ns, 'a')), 200);
    assert.equal(s.kind, 'Status'); assert.equal(s.status, 'Success');
    assert.deepEqual(s.details, { name: 'a', kind: 'configmaps', uid: c.metadata.uid });
    failed(await get(P.cm(ns, 'a')), 404, 'NotFound');
    failed(await del(P.cm(ns, 'a')), 404, 'NotFound');
    assert.notEqual(ok(await post(P.cm(ns), configMap('a')), 201).metadata.uid, c.metadata.uid);
  });
  behaviour('dryRun=All on create, replace, patch and delete changes nothing', async (t) => {
    const ns = await namespace(t);
    const d = ok(await post(P.cm(ns), configMap('dry'), { query: { dryRun: 'All' } }), 201);
    assert.match(d.metadata.uid, UUID); assert.equal(d.metadata.resourceVersion, undefined);
    failed(await get(P.cm(ns, 'dry')), 404, 'NotFound');
    failed(await post(P.cm(ns), configMap('Bad_Name'), { query: { dryRun: 'All' } }), 422, 'Invalid');
    const c = ok(await post(P.cm(ns), configMap('a')), 201);
    failed(await post(P.cm(ns), configMap('a'), { query: { dryRun: 'All' } }), 409, 'AlreadyExists');
    assert.deepEqual(ok(await put(P.cm(ns, 'a'), configMap('a', { k: '2' }), { query: { dryRun: 'All' } }), 200).data, { k: '2' });
    assert.deepEqual(ok(await patch(P.cm(ns, 'a'), T.merge, { data: { k: '3' } }, { query: { dryRun: 'All' } }), 200).data, { k: '3' });
    ok(await del(P.cm(ns, 'a'), undefined, { query: { dryRun: 'All' } }), 200);
    assert.deepEqual(ok(await get(P.cm(ns, 'a'))), c);
    failed(await post(P.cm(ns), configMap('b'), { query: { dryRun: 'Some' } }), 422);
  });
  behaviour('two writers racing on one resourceVersion: exactly one wins', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), configMap('a')), 201);
    const rs = await Promise.all(Array.from({ length: 8 }, (_, i) => put(P.cm(ns, 'a'), { ...c, data: { w: String(i) } })));
    assert.equal(rs.filter((r) => r.status === 200).length, 1); assert.equal(rs.filter((r) => r.status === 409).length, 7);
    const cs = await Promise.all(Array.from({ length: 8 }, () => post(P.cm(ns), configMap('b'))));
    assert.equal(cs.filter((r) => r.status === 201).length, 1); assert.equal(cs.filter((r) => r.status === 409).length, 7);
  });
  behaviour('client-node: typed objects, Date timestamps, ApiException with code and a Status body', async (t) => {
    const ns = await namespace(t);
    const api = kc.makeApiClient(k8s.CoreV1Api);
    const c = await api.createNamespacedConfigMap({ namespace: ns, body: configMap('a') });
    assert.ok(c.metadata.creationTimestamp instanceof Date);
    const l = await api.listNamespacedConfigMap({ namespace: ns, fieldSelector: 'metadata.name=a' });
    assert.equal(l.items.length, 1);
    await assert.rejects(api.readNamespacedConfigMap({ namespace: ns, name: 'nope' }), (e) => {
      assert.ok(e instanceof k8s.ApiException); assert.equal(e.code, 404);
      const s = typeof e.body === 'string' ? JSON.parse(e.body) : e.body;
      assert.equal(s.reason, 'NotFound'); return true;
    });
    await api.replaceNamespacedConfigMap({ namespace: ns, name: 'a', body: { ...c, data: { k: '2' } } });
    await assert.rejects(api.replaceNamespacedConfigMap({ namespace: ns, name: 'a', body: { ...c, data: { k: '3' } } }), (e) => e.code === 409);
    const s = await api.deleteNamespacedConfigMap({ namespace: ns, name: 'a' });
    assert.equal(s.status, 'Success');
    const generic = k8s.KubernetesObjectApi.makeApiClient(kc);
    const g = await generic.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: ns, name: 'g' }, data: { a: '1' } });
    assert.equal((await generic.read({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: ns, name: 'g' } })).metadata.uid, g.metadata.uid);
  });
});
