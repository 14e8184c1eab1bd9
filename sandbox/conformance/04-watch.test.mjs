import { suite } from './lib/suite.mjs';
import { assert, get, post, patch, del, ok, namespace, configMap, watch, P, T, kc, k8s, until } from './lib/kube.mjs';

const named = (n, type) => (e) => e.object?.metadata?.name === n && (!type || e.type === type);
const rvOf = async (p) => ok(await get(p)).metadata.resourceVersion;
suite('watch', (behaviour) => {
  behaviour('ADDED, MODIFIED, DELETED from a list resourceVersion; whole objects with kind', async (t) => {
    const ns = await namespace(t);
    const w = await watch(t, P.cm(ns), { resourceVersion: await rvOf(P.cm(ns)) });
    assert.equal(w.status, 200); assert.equal(w.headers['content-type'], 'application/json'); assert.equal(w.headers['transfer-encoding'], 'chunked');
    const c = ok(await post(P.cm(ns), configMap('a')), 201);
    const added = await w.next(named('a'));
    assert.equal(added.type, 'ADDED'); assert.deepEqual(added.object, c);
    const m = ok(await patch(P.cm(ns, 'a'), T.merge, { data: { k: '2' } }));
    const modified = await w.next(named('a'));
    assert.equal(modified.type, 'MODIFIED'); assert.deepEqual(modified.object, m);
    ok(await del(P.cm(ns, 'a')), 200);
    const deleted = await w.next(named('a'));
    assert.equal(deleted.type, 'DELETED'); assert.deepEqual(deleted.object.data, { k: '2' });
    assert.ok(BigInt(deleted.object.metadata.resourceVersion) > BigInt(m.metadata.resourceVersion), 'the deletion has its own resourceVersion');
  });
  behaviour('without resourceVersion: synthetic ADDED events for what exists, then changes', async (t) => {
    const ns = await namespace(t);
    for (const n of ['a', 'b']) ok(await post(P.cm(ns), configMap(n)), 201);
    const w = await watch(t, P.cm(ns));
    await w.next(named('a', 'ADDED')); await w.next(named('b', 'ADDED'));
    ok(await post(P.cm(ns), configMap('c')), 201);
    await w.next(named('c', 'ADDED'));
  });
  behaviour('resume: a watch from an event\'s resourceVersion gets exactly the later ones', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.cm(ns), configMap('a')), 201);
    const b = ok(await post(P.cm(ns), configMap('b')), 201);
    ok(await post(P.cm(ns), configMap('c')), 201);
    ok(await del(P.cm(ns, 'a')), 200);
    const w = await watch(t, P.cm(ns), { resourceVersion: b.metadata.resourceVersion });
    await w.next(named('a', 'DELETED'));
    assert.deepEqual(w.events.filter((e) => e.object.metadata.name.length === 1).map((e) => [e.type, e.object.metadata.name]), [['ADDED', 'c'], ['DELETED', 'a']]);
  });
  behaviour('timeoutSeconds ends the stream cleanly', async (t) => {
    const ns = await namespace(t);
    const start = Date.now();
    const w = await watch(t, P.cm(ns), { resourceVersion: await rvOf(P.cm(ns)), timeoutSeconds: 2 });
    await w.end(8000);
    const took = Date.now() - start;
    assert.ok(took > 1500 && took < 5000, `${took} ms`); assert.ok(w.events.every((e) => e.type !== 'ERROR'));
  });
  behaviour('a label selector turns leaving and entering into DELETED and ADDED', async (t) => {
    const ns = await namespace(t);
    ok(await post(P.cm(ns), configMap('a', {}, { labels: { on: 'yes' } })), 201);
    const w = await watch(t, P.cm(ns), { resourceVersion: await rvOf(P.cm(ns)), labelSelector: 'on=yes' });
    ok(await patch(P.cm(ns, 'a'), T.merge, { data: { x: '1' } }));
    await w.next(named('a', 'MODIFIED'));
    const left = ok(await patch(P.cm(ns, 'a'), T.merge, { metadata: { labels: { on: 'no' } } }));
    const d = await w.next(named('a'));
    assert.equal(d.type, 'DELETED'); assert.equal(d.object.metadata.labels.on, 'yes', 'the last matching state'); assert.equal(d.object.metadata.resourceVersion, left.metadata.resourceVersion);
    ok(await patch(P.cm(ns, 'a'), T.merge, { metadata: { labels: { on: 'yes' } } }));
    assert.equal((await w.next(named('a'))).type, 'ADDED');
    ok(await post(P.cm(ns), configMap('b')), 201);
    ok(await del(P.cm(ns, 'a')));
    await w.next(named('a', 'DELETED'));
    assert.ok(!w.events.some(named('b')));
  });
  behaviour('a watch sees only its namespace; the cluster-wide one sees all', async (t) => {
    const [n1, n2] = [await namespace(t), await namespace(t)];
    const rv = await rvOf('/api/v1/configmaps');
    const one = await watch(t, P.cm(n1), { resourceVersion: rv }), all = await watch(t, '/api/v1/configmaps', { resourceVersion: rv });
    ok(await post(P.cm(n2), configMap('x2')), 201); ok(await post(P.cm(n1), configMap('x1')), 201);
    await all.next((e) => e.object.metadata.namespace === n2 && e.object.metadata.name === 'x2'); await all.next((e) => e.object.metadata.namespace === n1 && e.object.metadata.name === 'x1');
    await one.next(named('x1')); assert.ok(one.events.every((e) => e.object.metadata.namespace === n1));
  });
  behaviour('order: every change of one object arrives once and in order under concurrent writes', async (t) => {
    const ns = await namespace(t);
    const w = await watch(t, P.cm(ns), { resourceVersion: await rvOf(P.cm(ns)), labelSelector: 'seq' });
    await Promise.all(['a', 'b', 'c'].map(async (n) => {
      ok(await post(P.cm(ns), configMap(n, { i: '0' }, { labels: { seq: '1' } })), 201);
      for (let i = 1; i <= 10; i++) ok(await patch(P.cm(ns, n), T.merge, { data: { i: String(i) } }));
      ok(await del(P.cm(ns, n)));
    }));
    await until('3 deletions', () => w.events.filter((e) => e.type === 'DELETED').length === 3);
    assert.equal(w.events.length, 36);
    for (const n of ['a', 'b', 'c']) assert.deepEqual(w.events.filter(named(n)).map((e) => e.type[0] + e.object.data.i), ['A0', ...Array.from({ length: 10 }, (_, i) => `M${i + 1}`), 'D10']);
    const rvs = w.events.map((e) => BigInt(e.object.metadata.resourceVersion));
    assert.ok(rvs.every((v, i) => i === 0 || v > rvs[i - 1]), 'resourceVersions increase along the stream');
  });
  behaviour('client-node Watch', async (t) => {
    const ns = await namespace(t);
    const got = [];
    let ended;
    const done = new Promise((r) => { ended = r; });
    const c = await new k8s.Watch(kc).watch(P.cm(ns), { resourceVersion: await rvOf(P.cm(ns)), timeoutSeconds: 3 }, (type, o) => got.push([type, o.metadata.name]), (e) => ended(e ?? null));
    t.after(() => c.abort());
    ok(await post(P.cm(ns), configMap('a')), 201); ok(await del(P.cm(ns, 'a')));
    assert.equal(await done, null, 'a server-side timeout ends the watch without an error');
    assert.deepEqual(got.filter((g) => g[1] === 'a'), [['ADDED', 'a'], ['DELETED', 'a']]);
  });
  behaviour('client-node informer: add, update, delete; keeps its cache; survives the end of its stream', async (t) => {
    const ns = await namespace(t);
    const api = kc.makeApiClient(k8s.CoreV1Api);
    ok(await post(P.cm(ns), configMap('pre')), 201);
    const w = new k8s.Watch(kc);
    const orig = w.watch.bind(w);
    let opened = 0;
    w.watch = (p, q, cb, d) => { opened++; return orig(p, { ...q, timeoutSeconds: 2 }, cb, d); };
    const inf = new k8s.ListWatch(P.cm(ns), w, () => api.listNamespacedConfigMap({ namespace: ns }), false);
    const got = [];
    for (const v of ['add', 'update', 'delete', 'error']) inf.on(v, (o) => got.push([v, o?.metadata?.name ?? String(o)]));
    await inf.start(); t.after(() => inf.stop());
    ok(await post(P.cm(ns), configMap('a')), 201);
    await until('add', () => got.some((g) => g[0] === 'add' && g[1] === 'a'));
    await until('second stream', () => opened >= 2, { timeout: 20_000 });
    ok(await patch(P.cm(ns, 'a'), T.merge, { data: { k: '2' } })); ok(await del(P.cm(ns, 'a')));
    await until('delete', () => got.some((g) => g[0] === 'delete' && g[1] === 'a'), { timeout: 20_000 });
    const mine = got.filter((g) => g[1].length <= 3);
    assert.deepEqual(mine.slice(0, 1), [['add', 'pre']]);
    assert.deepEqual(mine.filter((g) => g[1] === 'a'), [['add', 'a'], ['update', 'a'], ['delete', 'a']]);
    assert.ok(inf.get('pre', ns)); assert.equal(inf.get('a', ns), undefined);
  });
});
