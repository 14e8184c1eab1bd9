import { suite } from './lib/suite.mjs';
import { assert, get, post, patch, apply, req, ok, failed, namespace, configMap, P, T, kc, k8s } from './lib/kube.mjs';

const cm = (data, meta = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ...meta }, ...(Object.keys(data).length ? { data } : {}) });
const fields = (o, manager, operation = 'Apply') => o.metadata.managedFields.find((f) => f.manager === manager && f.operation === operation)?.fieldsV1;
const dep = (spec, meta = {}) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', ...meta }, spec });
const full = (containers, extra = {}) => dep({ selector: { matchLabels: { app: 'd' } }, template: { metadata: { labels: { app: 'd' } }, spec: { containers } }, ...extra });

suite('server-side apply', (behaviour) => {
  behaviour('create on apply: 201; the same again: 200 and the same resourceVersion', async (t) => {
    const ns = await namespace(t);
    const c = ok(await apply(P.cm(ns, 'a'), 'm1', cm({ k: 'v' })), 201);
    assert.equal(c.metadata.managedFields.length, 1);
    const { time, ...entry } = c.metadata.managedFields[0];
    assert.match(time, /Z$/);
    assert.deepEqual(entry, { manager: 'm1', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': { 'f:k': {} } } });
    const again = ok(await apply(P.cm(ns, 'a'), 'm1', cm({ k: 'v' })), 200);
    assert.equal(again.metadata.resourceVersion, c.metadata.resourceVersion); assert.deepEqual(again, c);
  });
  behaviour('fieldManager is required: 422', async (t) => {
    const ns = await namespace(t);
    const s = failed(await req('PATCH', P.cm(ns, 'a'), { body: cm({ k: 'v' }), type: T.apply }), 422, 'Invalid');
    assert.equal(s.message, 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch');
    assert.equal(s.details.causes[0].field, 'fieldManager');
  });
  behaviour('another manager\'s value: 409 Conflict with FieldManagerConflict causes; nothing changes', async (t) => {
    const ns = await namespace(t);
    const before = ok(await apply(P.cm(ns, 'a'), 'm1', cm({ k: 'v', l: 'w' })), 201);
    const s = failed(await apply(P.cm(ns, 'a'), 'm2', cm({ k: 'x', l: 'y', n: '1' })), 409, 'Conflict');
    assert.equal(s.message, 'Apply failed with 2 conflicts: conflicts with "m1":\n- .data.k\n- .data.l');
    assert.deepEqual(s.details, { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "m1"', field: '.data.k' }, { reason: 'FieldManagerConflict', message: 'conflict with "m1"', field: '.data.l' }] });
    assert.deepEqual(ok(await get(P.cm(ns, 'a'))), before);
    const one = failed(await apply(P.cm(ns, 'a'), 'm2', cm({ k: 'x' })), 409, 'Conflict');
    assert.equal(one.message, 'Apply failed with 1 conflict: conflict with "m1": .data.k');
  });
  behaviour('force takes the field over: the loser no longer owns it, and its next apply conflicts', async (t) => {
    const ns = await namespace(t);
    ok(await apply(P.cm(ns, 'a'), 'm1', cm({ k: 'v', l: 'w' })), 201);
    const c = ok(await apply(P.cm(ns, 'a'), 'm2', cm({ k: 'x' }), { query: { force: true } }), 200);
    assert.deepEqual(c.data, { k: 'x', l: 'w' });
    assert.deepEqual(fields(c, 'm1'), { 'f:data': { 'f:l': {} } }); assert.deepEqual(fields(c, 'm2'), { 'f:data': { 'f:k': {} } });
    failed(await apply(P.cm(ns, 'a'), 'm1', cm({ k: 'v', l: 'w' })), 409, 'Conflict');
    const d = ok(await apply(P.cm(ns, 'a'), 'm1', cm({ l: 'w' })), 200);
    assert.deepEqual(d.data, { k: 'x', l: 'w' }, 'dropping the lost field from its set does not remove it');
  });
  behaviour('a field no longer applied is removed, unless another manager owns it too', async (t) => {
    const ns = await namespace(t);
    ok(await apply(P.cm(ns, 'a'), 'm1', cm({ only: '1', shared: 's' }, { labels: { x: '1' } })), 201);
    const both = ok(await apply(P.cm(ns, 'a'), 'm2', cm({ shared: 's' })), 200);
    assert.deepEqual(fields(both, 'm2'), { 'f:data': { 'f:shared': {} } }, 'equal values are shared without conflict');
    const c = ok(await apply(P.cm(ns, 'a'), 'm1', cm({})), 200);
    assert.deepEqual(c.data, { shared: 's' }); assert.equal(c.metadata.labels, undefined);
    const gone = ok(await apply(P.cm(ns, 'a'), 'm2', cm({})), 200);
    assert.equal(gone.data, undefined);
  });
  behaviour('fields set by others are left alone', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.cm(ns), configMap('a', { theirs: '1' }, { annotations: { a: 'b' } }), { query: { fieldManager: 'creator' } }), 201);
    const c = ok(await apply(P.cm(ns, 'a'), 'm1', cm({ mine: '2' })), 200);
    assert.deepEqual(c.data, { theirs: '1', mine: '2' }); assert.deepEqual(c.metadata.annotations, { a: 'b' });
    assert.deepEqual(ok(await apply(P.cm(ns, 'a'), 'm1', cm({})), 200).data, { theirs: '1' });
  });
  behaviour('containers merge by name; env and ports by their keys; removed elements go', async (t) => {
    const ns = await namespace(t);
    const a = { name: 'a', image: 'x:1', env: [{ name: 'ONE', value: '1' }, { name: 'TWO', value: '2' }], ports: [{ containerPort: 80 }] };
    const c = ok(await apply(P.deploy(ns, 'd'), 'm1', full([a, { name: 'b', image: 'y:1' }], { replicas: 0 })), 201);
    const f = fields(c, 'm1')['f:spec']['f:template']['f:spec']['f:containers'];
    assert.deepEqual(Object.keys(f).sort(), ['k:{"name":"a"}', 'k:{"name":"b"}']);
    assert.deepEqual(f['k:{"name":"a"}']['f:ports'], { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } });
    const two = ok(await apply(P.deploy(ns, 'd'), 'm2', dep({ template: { spec: { containers: [{ name: 'a', env: [{ name: 'X', value: 'x' }] }, { name: 'side', image: 's:1' }] } } })), 200);
    assert.deepEqual(two.spec.template.spec.containers.map((x) => x.name).sort(), ['a', 'b', 'side']);
    assert.deepEqual(two.spec.template.spec.containers.find((x) => x.name === 'a').env.map((e) => e.name).sort(), ['ONE', 'TWO', 'X']);
    const less = ok(await apply(P.deploy(ns, 'd'), 'm1', full([{ ...a, image: 'x:2', env: [{ name: 'TWO', value: '2' }] }], { replicas: 0 })), 200);
    assert.deepEqual(less.spec.template.spec.containers.map((x) => x.name).sort(), ['a', 'side']);
    assert.deepEqual(less.spec.template.spec.containers.find((x) => x.name === 'a').env.map((e) => e.name).sort(), ['TWO', 'X']);
    assert.equal(less.spec.template.spec.containers.find((x) => x.name === 'a').image, 'x:2');
    const s = failed(await apply(P.deploy(ns, 'd'), 'm2', dep({ template: { spec: { containers: [{ name: 'a', image: 'z:1', env: [{ name: 'X', value: 'x' }] }] } } })), 409, 'Conflict');
    assert.equal(s.details.causes[0].field, '.spec.template.spec.containers[name="a"].image');
  });
  behaviour('defaults belong to nobody', async (t) => {
    const ns = await namespace(t);
    const c = ok(await apply(P.deploy(ns, 'd'), 'm1', full([{ name: 'a', image: 'x:1' }])), 201);
    assert.equal(c.spec.replicas, 1); assert.equal(fields(c, 'm1')['f:spec']['f:replicas'], undefined);
    assert.equal(ok(await apply(P.deploy(ns, 'd'), 'm2', dep({ replicas: 0 })), 200).spec.replicas, 0, 'so anyone may set them without a conflict');
  });
  behaviour('dry-run: the merged object comes back, nothing is stored', async (t) => {
    const ns = await namespace(t);
    const c = ok(await apply(P.cm(ns, 'a'), 'm1', cm({ k: 'v' }), { query: { dryRun: 'All' } }), 201);
    assert.deepEqual(c.data, { k: 'v' }); failed(await get(P.cm(ns, 'a')), 404);
    const real = ok(await apply(P.cm(ns, 'a'), 'm1', cm({ k: 'v' })), 201);
    const d = ok(await apply(P.cm(ns, 'a'), 'm1', cm({ n: '1' }), { query: { dryRun: 'All' } }), 200);
    assert.deepEqual(d.data, { n: '1' }); assert.equal(d.metadata.resourceVersion, real.metadata.resourceVersion);
    assert.deepEqual(ok(await get(P.cm(ns, 'a'))), real);
    failed(await apply(P.cm(ns, 'a'), 'm2', cm({ k: 'other' }), { query: { dryRun: 'All' } }), 409, 'Conflict');
    failed(await apply(P.cm(ns, 'a'), 'm1', { ...cm({}), data: { 'bad key': '1' } }, { query: { dryRun: 'All' } }), 422, 'Invalid');
  });
  behaviour('applying to a missing namespace: 404', async () => {
    failed(await apply(P.cm('no-such-namespace', 'a'), 'm1', cm({})), 404, 'NotFound');
  });
  behaviour('client-node: KubernetesObjectApi.patch with server-side apply', async (t) => {
    const ns = await namespace(t);
    const api = k8s.KubernetesObjectApi.makeApiClient(kc);
    const o = (data) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: ns }, data });
    const go = (data, manager, force, dry) => api.patch(o(data), undefined, dry, manager, force, k8s.PatchStrategy.ServerSideApply);
    const c = await go({ k: 'v' }, 'm1');
    assert.equal(c.data.k, 'v');
    await assert.rejects(go({ k: 'x' }, 'm2', false), (e) => e.code === 409 && JSON.parse(typeof e.body === 'string' ? e.body : JSON.stringify(e.body)).details.causes[0].reason === 'FieldManagerConflict');
    assert.equal((await go({ k: 'x' }, 'm2', true)).data.k, 'x');
    assert.equal((await go({ k: 'y' }, 'm2', true, 'All')).data.k, 'y');
    assert.equal(ok(await get(P.cm(ns, 'a'))).data.k, 'x');
  });
});
