import { suite } from './lib/suite.mjs';
import { assert, get, post, put, patch, del, ok, failed, namespace, condition, until, gone, watch, P, T, kc, k8s, rand, cleanup } from './lib/kube.mjs';

/** A CRD of its own group per test. */
async function crd(t, { spec = {}, version = {}, schema } = {}) {
  const group = `conf-${rand()}.example.com`;
  const plural = 'widgets';
  const name = `${plural}.${group}`;
  const props = schema ?? {
    type: 'object', properties: {
      spec: { type: 'object', required: ['size'], properties: {
        size: { type: 'integer', minimum: 1, maximum: 10 }, color: { type: 'string', enum: ['red', 'blue'], default: 'red' }, code: { type: 'string', pattern: '^[a-z]+$', maxLength: 5 },
        tags: { type: 'array', maxItems: 3, items: { type: 'string' } }, free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        quantity: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }, when: { type: 'string', format: 'date-time' }, opt: { type: 'string', nullable: true },
        parts: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, n: { type: 'integer' } } } } } },
      status: { type: 'object', properties: { phase: { type: 'string' }, observedGeneration: { type: 'integer' }, replicas: { type: 'integer' } } } } };
  const body = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name },
    spec: { group, scope: 'Namespaced', names: { plural, singular: 'widget', kind: 'Widget', listKind: 'WidgetList', shortNames: ['wd'] },
      versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: props }, ...version }], ...spec } };
  const created = ok(await post(P.crd(), body), 201);
  cleanup(t, P.crd(name));
  await until('CRD established and served', async () => condition(ok(await get(P.crd(name))), 'Established')?.status === 'True' && (await get(`/apis/${group}/v1/${plural}`)).status === 200);
  return { group, name, created, api: `${group}/v1`, path: (ns, n) => `/apis/${group}/v1/namespaces/${ns}/${plural}${n ? `/${n}` : ''}`, all: `/apis/${group}/v1/${plural}`,
    obj: (n, spec = { size: 1 }, meta = {}) => ({ apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: n, ...meta }, ...(spec === undefined ? {} : { spec }) }) };
}

suite('custom resources', (behaviour) => {
  behaviour('a new CRD: NamesAccepted and Established; discovery lists it', async (t) => {
    const c = await crd(t);
    const o = ok(await get(P.crd(c.name)));
    assert.equal(condition(o, 'NamesAccepted').status, 'True'); assert.equal(condition(o, 'NamesAccepted').reason, 'NoConflicts'); assert.equal(condition(o, 'Established').reason, 'InitialNamesAccepted');
    assert.equal(o.status.acceptedNames.kind, 'Widget'); assert.deepEqual(o.status.storedVersions, ['v1']); assert.equal(o.spec.conversion.strategy, 'None');
    const g = await until('group in discovery', async () => ok(await get('/apis')).groups.find((x) => x.name === c.group));
    assert.equal(g.preferredVersion.groupVersion, c.api);
    const l = ok(await get(`/apis/${c.api}`));
    const r = Object.fromEntries(l.resources.map((x) => [x.name, x]));
    assert.equal(r.widgets.kind, 'Widget'); assert.equal(r.widgets.namespaced, true); assert.deepEqual(r.widgets.shortNames, ['wd']); assert.deepEqual(r['widgets/status'].verbs.sort(), ['get', 'patch', 'update']);
  });
  behaviour('create, get, list, replace, patch, delete of custom objects; generation counts spec changes', async (t) => {
    const ns = await namespace(t), c = await crd(t);
    const o = ok(await post(c.path(ns), c.obj('a', { size: 2 })), 201);
    assert.equal(o.apiVersion, c.api); assert.equal(o.kind, 'Widget'); assert.equal(o.metadata.generation, 1); assert.ok(o.metadata.uid);
    const l = ok(await get(c.path(ns)));
    assert.equal(l.kind, 'WidgetList'); assert.equal(l.apiVersion, c.api); assert.equal(l.items[0].kind, 'Widget', 'items of custom lists do carry kind and apiVersion'); assert.equal(l.items[0].apiVersion, c.api);
    assert.equal(ok(await get(c.all, { query: { fieldSelector: `metadata.namespace=${ns}` } })).items.length, 1);
    const r = ok(await put(c.path(ns, 'a'), { ...o, spec: { size: 3 } }), 200);
    assert.equal(r.metadata.generation, 2);
    failed(await put(c.path(ns, 'a'), { ...o, spec: { size: 4 } }), 409, 'Conflict');
    const m = ok(await patch(c.path(ns, 'a'), T.merge, { metadata: { labels: { x: '1' }, annotations: { y: '1' } } }), 200);
    assert.equal(m.metadata.generation, 2, 'metadata does not count');
    assert.equal(ok(await patch(c.path(ns, 'a'), T.jsonPatch, [{ op: 'replace', path: '/spec/size', value: 5 }]), 200).metadata.generation, 3);
    const nf = failed(await get(c.path(ns, 'nope')), 404, 'NotFound');
    assert.equal(nf.message, `widgets.${c.group} "nope" not found`); assert.deepEqual(nf.details, { name: 'nope', group: c.group, kind: 'widgets' });
    failed(await post(c.path(ns), c.obj('a')), 409, 'AlreadyExists');
    assert.equal(ok(await del(c.path(ns, 'a')), 200).status, 'Success');
  });
  behaviour('replacing a custom object needs a resourceVersion: 422', async (t) => {
    const ns = await namespace(t), c = await crd(t);
    ok(await post(c.path(ns), c.obj('a')), 201);
    const s = failed(await put(c.path(ns, 'a'), c.obj('a', { size: 2 })), 422, 'Invalid');
    assert.equal(s.message, `widgets.${c.group} "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update`);
    assert.equal(s.details.causes[0].field, 'metadata.resourceVersion');
  });
  behaviour('status subresource: main writes ignore status, status writes ignore spec and leave the generation', async (t) => {
    const ns = await namespace(t), c = await crd(t);
    const o = ok(await post(c.path(ns), { ...c.obj('a'), status: { phase: 'Mine' } }), 201);
    assert.equal(o.status, undefined);
    const s = ok(await put(`${c.path(ns, 'a')}/status`, { ...o, spec: { size: 9 }, status: { phase: 'Ready', observedGeneration: 1 } }), 200);
    assert.deepEqual(s.status, { phase: 'Ready', observedGeneration: 1 }); assert.equal(s.spec.size, 1); assert.equal(s.metadata.generation, 1); assert.notEqual(s.metadata.resourceVersion, o.metadata.resourceVersion);
    const m = ok(await patch(c.path(ns, 'a'), T.merge, { spec: { size: 2 }, status: { phase: 'Hacked' } }), 200);
    assert.equal(m.status.phase, 'Ready'); assert.equal(m.metadata.generation, 2);
    assert.equal(ok(await patch(`${c.path(ns, 'a')}/status`, T.merge, { status: { phase: 'Done' } }), 200).status.phase, 'Done');
    failed(await put(`${c.path(ns, 'a')}/status`, { ...o, status: { phase: 'Late' } }), 409, 'Conflict');
    failed(await patch(`${c.path(ns, 'a')}/status`, T.merge, { status: { phase: 5 } }), 422, 'Invalid');
    assert.equal(ok(await get(`${c.path(ns, 'a')}/status`)).status.phase, 'Done');
  });
  behaviour('watch, label selectors, finalizers and owner references work as on built-in types', async (t) => {
    const ns = await namespace(t), c = await crd(t);
    const w = await watch(t, c.path(ns), { resourceVersion: ok(await get(c.path(ns))).metadata.resourceVersion, labelSelector: 'x=1' });
    const o = ok(await post(c.path(ns), c.obj('a', { size: 1 }, { labels: { x: '1' }, finalizers: ['example.com/f'] })), 201);
    ok(await post(P.cm(ns), { metadata: { name: 'owned', ownerReferences: [{ apiVersion: c.api, kind: 'Widget', name: 'a', uid: o.metadata.uid }] } }), 201);
    assert.equal((await w.next()).type, 'ADDED');
    assert.ok(ok(await del(c.path(ns, 'a')), 200).metadata.deletionTimestamp);
    assert.equal((await w.next()).type, 'MODIFIED');
    ok(await patch(c.path(ns, 'a'), T.merge, { metadata: { finalizers: [] } }), 200);
    assert.equal((await w.next()).type, 'DELETED');
    await gone(P.cm(ns, 'owned'), { timeout: 60_000 });
  });
  behaviour('deleting the CRD deletes its objects and its endpoints', async (t) => {
    const ns = await namespace(t), c = await crd(t);
    ok(await post(c.path(ns), c.obj('a')), 201);
    const d = ok(await del(P.crd(c.name)), 200);
    assert.ok(d.kind === 'CustomResourceDefinition' ? d.metadata.deletionTimestamp : d.status === 'Success');
    await gone(P.crd(c.name));
    await until('endpoint gone', async () => (await get(c.path(ns))).status === 404);
    await until('group gone', async () => !ok(await get('/apis')).groups.some((g) => g.name === c.group));
  });
  behaviour('client-node: CustomObjectsApi and KubernetesObjectApi', async (t) => {
    const ns = await namespace(t), c = await crd(t);
    const api = kc.makeApiClient(k8s.CustomObjectsApi);
    const base = { group: c.group, version: 'v1', namespace: ns, plural: 'widgets' };
    const o = await api.createNamespacedCustomObject({ ...base, body: c.obj('a') });
    assert.equal(o.spec.color, 'red');
    assert.equal((await api.listNamespacedCustomObject(base)).items.length, 1);
    const p = await api.patchNamespacedCustomObject({ ...base, name: 'a', body: { spec: { size: 4 } } }, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch));
    assert.equal(p.spec.size, 4);
    const s = await api.patchNamespacedCustomObjectStatus({ ...base, name: 'a', body: { status: { phase: 'Up' } } }, k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch));
    assert.equal(s.status.phase, 'Up');
    await assert.rejects(api.createNamespacedCustomObject({ ...base, body: c.obj('b', { size: 99 }) }), (e) => e.code === 422);
    await api.deleteNamespacedCustomObject({ ...base, name: 'a' });
  });
}, { concurrency: 4 });
