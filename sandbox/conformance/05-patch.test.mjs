import { suite } from './lib/suite.mjs';
import { assert, get, post, patch, ok, failed, namespace, configMap, deployment, P, T, kc, k8s } from './lib/kube.mjs';

const dep = (containers, extra = {}) => deployment('d', { replicas: 0, containers, ...extra });
suite('patch', (behaviour) => {
  behaviour('merge patch: null deletes, objects merge, lists are replaced', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.cm(ns), configMap('a', { k: 'v', l: 'w' }, { finalizers: [], labels: { x: '1' } })), 201);
    const r = ok(await patch(P.cm(ns, 'a'), T.merge, { data: { k: null, n: '1' }, metadata: { labels: { x: null }, annotations: { z: '1' } } }), 200);
    assert.deepEqual(r.data, { l: 'w', n: '1' }); assert.equal(r.metadata.labels, undefined); assert.deepEqual(r.metadata.annotations, { z: '1' });
    ok(await post(P.deploy(ns), dep([{ name: 'a', image: 'x:1' }, { name: 'b', image: 'y:1' }])), 201);
    const d = ok(await patch(P.deploy(ns, 'd'), T.merge, { spec: { template: { spec: { containers: [{ name: 'c', image: 'z:1' }] } } } }), 200);
    assert.deepEqual(d.spec.template.spec.containers.map((c) => c.name), ['c']);
  });
  behaviour('strategic merge: containers by name, env by name, ports by containerPort, volumes by name', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), dep([
      { name: 'a', image: 'x:1', env: [{ name: 'ONE', value: '1' }, { name: 'TWO', value: '2' }], ports: [{ containerPort: 80, name: 'web' }], args: ['p', 'q'] },
      { name: 'b', image: 'y:1' }], { volumes: [{ name: 'v1', emptyDir: {} }] })), 201);
    const d = ok(await patch(P.deploy(ns, 'd'), T.strategic, { spec: { template: { spec: {
      containers: [{ name: 'a', image: 'x:2', env: [{ name: 'TWO', value: 'zwei' }, { name: 'THREE', value: '3' }], ports: [{ containerPort: 81, name: 'adm' }], args: ['r'] }],
      volumes: [{ name: 'v2', configMap: { name: 'cm' } }] } } } }), 200);
    const s = d.spec.template.spec, a = s.containers.find((c) => c.name === 'a');
    assert.deepEqual(s.containers.map((c) => c.name).sort(), ['a', 'b']); assert.equal(a.image, 'x:2'); assert.equal(s.containers.find((c) => c.name === 'b').image, 'y:1');
    assert.deepEqual(Object.fromEntries(a.env.map((e) => [e.name, e.value])), { ONE: '1', TWO: 'zwei', THREE: '3' });
    assert.deepEqual(a.ports.map((p) => p.containerPort).sort(), [80, 81]); assert.deepEqual(a.args, ['r'], 'lists of scalars are replaced');
    assert.deepEqual(s.volumes.map((v) => v.name).sort(), ['v1', 'v2']);
    assert.equal(d.metadata.generation, 2);
  });
  behaviour('a resourceVersion in the patch is a precondition: 409 when stale', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), configMap('a')), 201);
    ok(await patch(P.cm(ns, 'a'), T.merge, { metadata: { resourceVersion: c.metadata.resourceVersion }, data: { k: '1' } }), 200);
    for (const type of [T.merge, T.strategic]) failed(await patch(P.cm(ns, 'a'), type, { metadata: { resourceVersion: c.metadata.resourceVersion }, data: { k: '2' } }), 409, 'Conflict');
    assert.deepEqual(ok(await get(P.cm(ns, 'a'))).data, { k: '1' });
  });
  behaviour('a patch that changes nothing keeps the resourceVersion', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), configMap('a')), 201);
    for (const r of [await patch(P.cm(ns, 'a'), T.merge, { data: { k: 'v' } }), await patch(P.cm(ns, 'a'), T.jsonPatch, [])]) assert.equal(ok(r, 200).metadata.resourceVersion, c.metadata.resourceVersion);
  });
  behaviour('an unknown patch type is 415', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.cm(ns), configMap('a')), 201);
    failed(await patch(P.cm(ns, 'a'), T.json, { data: {} }), 415, 'UnsupportedMediaType');
  });
  behaviour('an immutable field (spec.selector): 422 with the field named', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.deploy(ns), dep([{ name: 'a', image: 'x:1' }])), 201);
    const s = failed(await patch(P.deploy(ns, 'd'), T.merge, { spec: { selector: { matchLabels: { app: 'd', more: 'x' } }, template: { metadata: { labels: { more: 'x' } } } } }), 422, 'Invalid');
    assert.equal(s.details.causes[0].field, 'spec.selector'); assert.match(s.details.causes[0].message, /field is immutable$/);
  });
  behaviour('concurrent patches of different keys all land', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.cm(ns), configMap('a')), 201);
    const rs = await Promise.all(Array.from({ length: 10 }, (_, i) => patch(P.cm(ns, 'a'), T.merge, { data: { [`k${i}`]: '1' } })));
    assert.ok(rs.every((r) => r.status === 200), rs.map((r) => r.status).join());
    assert.equal(Object.keys(ok(await get(P.cm(ns, 'a'))).data).length, 11);
  });
  behaviour('client-node: patch with each content type', async (t) => {
    const ns = await namespace(t);
    const api = kc.makeApiClient(k8s.AppsV1Api);
    await api.createNamespacedDeployment({ namespace: ns, body: dep([{ name: 'a', image: 'x:1' }, { name: 'b', image: 'y:1' }]) });
    const go = (body, ct, o = {}) => api.patchNamespacedDeployment({ namespace: ns, name: 'd', body, ...o }, k8s.setHeaderOptions('Content-Type', ct));
    let d = await go([{ op: 'replace', path: '/spec/minReadySeconds', value: 1 }], k8s.PatchStrategy.JsonPatch);
    assert.equal(d.spec.minReadySeconds, 1);
    d = await go({ spec: { template: { spec: { containers: [{ name: 'a', image: 'x:2' }] } } } }, k8s.PatchStrategy.StrategicMergePatch);
    assert.equal(d.spec.template.spec.containers.length, 2);
    d = await go({ metadata: { labels: { m: '1' } } }, k8s.PatchStrategy.MergePatch);
    assert.equal(d.metadata.labels.m, '1');
    d = await go({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', labels: { s: '1' } } }, k8s.PatchStrategy.ServerSideApply, { fieldManager: 'me', force: true });
    assert.equal(d.metadata.labels.s, '1'); assert.ok(d.metadata.managedFields.some((f) => f.manager === 'me' && f.operation === 'Apply'));
  });
});
