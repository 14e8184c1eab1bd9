import { suite } from './lib/suite.mjs';
import { assert, get, post, put, ok, failed, namespace, P, k8s } from './lib/kube.mjs';

const micro = (ms = Date.now()) => new Date(ms).toISOString().replace('Z', '000Z');
const lease = (holder, extra = {}) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l' }, spec: { holderIdentity: holder, leaseDurationSeconds: 15, acquireTime: micro(), renewTime: micro(), leaseTransitions: 0, ...extra } });
suite('lease', (behaviour) => {
  behaviour('create and renew: microsecond timestamps survive', async (t) => {
    const ns = await namespace(t);
    const l = ok(await post(P.lease(ns), lease('a')), 201);
    assert.match(l.spec.renewTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/); assert.equal(l.metadata.generation, undefined);
    const r = ok(await put(P.lease(ns, 'l'), { ...l, spec: { ...l.spec, renewTime: '2026-02-03T04:05:06.123456Z' } }), 200);
    assert.equal(r.spec.renewTime, '2026-02-03T04:05:06.123456Z'); assert.notEqual(r.metadata.resourceVersion, l.metadata.resourceVersion);
  });
  behaviour('election: one of many creators wins, one of many updaters wins, the rest get 409', async (t) => {
    const ns = await namespace(t);
    const c = await Promise.all(['a', 'b', 'c', 'd'].map((h) => post(P.lease(ns), lease(h))));
    assert.deepEqual(c.map((r) => r.status).sort(), [201, 409, 409, 409]);
    const l = ok(await get(P.lease(ns, 'l')));
    const u = await Promise.all(['e', 'f', 'g', 'h'].map((h) => put(P.lease(ns, 'l'), { ...l, spec: { ...l.spec, holderIdentity: h, leaseTransitions: 1 } })));
    assert.deepEqual(u.map((r) => r.status).sort(), [200, 409, 409, 409]);
    failed(u.find((r) => r.status === 409), 409, 'Conflict');
    const winner = u.find((r) => r.status === 200).body;
    assert.equal(ok(await get(P.lease(ns, 'l'))).spec.holderIdentity, winner.spec.holderIdentity);
  });
  behaviour('an update without resourceVersion is refused: 422', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.lease(ns), lease('a')), 201);
    const s = failed(await put(P.lease(ns, 'l'), lease('b')), 422, 'Invalid');
    assert.equal(s.details.causes[0].field, 'metadata.resourceVersion');
    assert.equal(ok(await get(P.lease(ns, 'l'))).spec.holderIdentity, 'a');
  });
  behaviour('two clients in turn keep read-modify-write safe', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.lease(ns), lease('a')), 201);
    const bump = async () => { for (;;) { const l = ok(await get(P.lease(ns, 'l'))); const r = await put(P.lease(ns, 'l'), { ...l, spec: { ...l.spec, leaseTransitions: l.spec.leaseTransitions + 1 } }); if (r.status === 200) return; assert.equal(r.status, 409); } };
    await Promise.all(Array.from({ length: 6 }, () => bump()));
    assert.equal(ok(await get(P.lease(ns, 'l'))).spec.leaseTransitions, 6);
  });
});
