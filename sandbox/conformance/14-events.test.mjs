import { suite } from './lib/suite.mjs';
import { assert, get, post, patch, ok, namespace, configMap, P, T } from './lib/kube.mjs';

const event = (name, involved, extra = {}) => ({ apiVersion: 'v1', kind: 'Event', metadata: { name }, involvedObject: involved, reason: 'Deployed', message: 'release 7 is live', type: 'Normal', source: { component: 'plane' }, firstTimestamp: '2026-01-01T00:00:00Z', lastTimestamp: '2026-01-01T00:00:00Z', count: 1, ...extra });
suite('events', (behaviour) => {
  behaviour('create, list by involvedObject, patch the count', async (t) => {
    const ns = await namespace(t);
    const c = ok(await post(P.cm(ns), configMap('a')), 201);
    const inv = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', namespace: ns, uid: c.metadata.uid };
    const e = ok(await post(P.event(ns), event('a.1', inv)), 201);
    assert.equal(e.reason, 'Deployed'); assert.equal(e.count, 1); assert.equal(e.source.component, 'plane'); assert.equal(e.reportingComponent, ''); assert.equal(e.reportingInstance, ''); assert.equal(e.lastTimestamp, '2026-01-01T00:00:00Z');
    ok(await post(P.event(ns), event('b.1', { ...inv, name: 'b', uid: 'u' }, { type: 'Warning', reason: 'Failed' })), 201);
    const pick = async (fieldSelector) => ok(await get(P.event(ns), { query: { fieldSelector } })).items.map((i) => i.metadata.name);
    assert.deepEqual(await pick('involvedObject.name=a'), ['a.1']); assert.deepEqual(await pick(`involvedObject.uid=${c.metadata.uid}`), ['a.1']); assert.deepEqual(await pick('type=Warning'), ['b.1']); assert.deepEqual(await pick('reason=Failed'), ['b.1']);
    assert.deepEqual(await pick(`involvedObject.kind=ConfigMap,involvedObject.namespace=${ns},involvedObject.name!=a`), ['b.1']);
    assert.equal(ok(await patch(P.event(ns, 'a.1'), T.merge, { count: 2, lastTimestamp: '2026-01-01T00:01:00Z' }), 200).count, 2);
  });
});
